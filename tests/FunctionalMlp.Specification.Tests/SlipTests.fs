module FunctionalMlp.Specification.Tests.SlipTests

open Expecto
open FunctionalMlp.Specification
open FunctionalMlp.Specification.Paper

let private paper = PaperTests.paper
let private isSlip (slip: CheckedSlip) = slip.Slip.Kind = SlipKind.Slip

let private ofKind kind =
    paper.Value.Slips |> List.filter (isSlip >> (=) kind)

let private name (slip: CheckedSlip) =
    $"{slip.Slip.Equation.Number}: {slip.Slip.What}"

[<Tests>]
let tests =
    testList
        "Slips"
        [
            testCase "at least fifteen slips are refuted as printed and proved as corrected"
            <| fun () ->
                let slips = ofKind true
                Expect.isGreaterThanOrEqual slips.Length 15 "slips"

                for slip in slips do
                    Expect.isTrue (Verdict.isRefuted slip.Printed) (name slip)
                    Expect.isSome slip.Refutation (name slip)
                    Expect.isTrue (Verdict.holds slip.Corrected) (name slip)

            testCase "conventions hold as meant, and have a refutation only where the letters are false"
            <| fun () ->
                for convention in ofKind false do
                    Expect.isTrue (Verdict.holds convention.Corrected) (name convention)
                    Expect.equal convention.Refutation.IsNone (Verdict.holds convention.Printed) (name convention)

                let holding = ofKind false |> List.filter _.Refutation.IsNone
                Expect.equal holding.Length 8 "hold as printed"
                Expect.equal ((ofKind false).Length - holding.Length) 4 "only when not taken to the letter"

            testCase "no line is stated twice, and none is its own correction"
            <| fun () ->
                let printed = paper.Value.Slips |> List.map _.Slip.Printed
                Expect.equal (List.distinct printed) printed "printed lines"

                for slip in paper.Value.Slips do
                    Expect.notEqual slip.Slip.Printed slip.Slip.Corrected (name slip)

            testCase "no slip rests on a letter that stands for two things"
            <| fun () ->
                for slip in ofKind true do
                    match slip.Printed with
                    | Verdict.IllFormed reason ->
                        Expect.isFalse (reason.Contains "is both" || reason.Contains "defined twice") (name slip)
                    | _ -> ()

            testCase "each slip belongs to an equation of the paper"
            <| fun () ->
                for slip in paper.Value.Slips do
                    Expect.contains Paper.equations slip.Slip.Equation (name slip)

            testCase "the sizes of the biases and weights are refuted as they are printed"
            <| fun () ->
                let reasons (equation: Equation) =
                    ofKind true
                    |> List.filter (fun slip -> slip.Slip.Equation.Number = equation.Number)
                    |> List.choose _.Refutation

                let expect equation (parts: string list) =
                    List.iter2 (fun reason part -> Expect.stringContains reason part "reason") (reasons equation) parts

                expect Network.hiddenPreActivation [ "is 10×1 but b⁽¹⁾_{(1,1)} is 1×1" ]

                expect Network.logits [ "W⁽²⁾_{(3,1)} is 3×1 but a⁽²⁾_i is 10×1"; "is 3×1 but b⁽²⁾_{(1,1)} is 1×1" ]

            testCase "every line of every corrected derivation holds, and it ends in its equation"
            <| fun () ->
                for derivation in paper.Value.Derivations do
                    Expect.isNone (Derivation.firstFalse derivation.Corrected) derivation.Derivation.Name

                let results =
                    paper.Value.Derivations
                    |> List.map (fun d -> (List.last d.Corrected).Line.Expression)

                for number in [ "(16)"; "(17)"; "(18)"; "(19)"; "(20)" ] do
                    let equation =
                        Paper.equations |> List.find (fun equation -> equation.Number = number)

                    Expect.contains results equation.Right number

            testCase "the derivations as printed: the first false line of each"
            <| fun () ->
                let firstFalse =
                    paper.Value.Derivations
                    |> List.map (fun d -> d.Derivation.Name, Derivation.firstFalse d.Printed |> Option.map fst)

                let expected =
                    [
                        "2.1: J by z3", None
                        "2.2: J̃ by W2", Some 3
                        "2.3: J̃ by W1", Some 5
                        "2.3: J̃ by b1", Some 6
                        "2.3: J̃ by b2", None
                    ]

                Expect.equal firstFalse expected "first false lines"
        ]
