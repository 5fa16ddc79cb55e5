module FunctionalMlp.Specification.Tests.PaperTests

open System.Diagnostics
open Expecto
open FunctionalMlp.Specification
open FunctionalMlp.Specification.Paper
open FunctionalMlp.Specification.Extensions

let private timer = Stopwatch.StartNew()

let private paper =
    lazy
        (timer.Restart()
         let result = Check.all () in
         timer.Stop()
         result)

let private isSlip (slip: CheckedSlip) = slip.Slip.Kind = SlipKind.Slip

[<Tests>]
let tests =
    testList
        "The paper"
        [
            testCase "each number from (1) to (20) is stated once"
            <| fun () ->
                let numbers = Paper.equations |> List.map _.Number
                Expect.equal (List.distinct numbers) numbers "no number twice"

                for number in 1..20 do
                    Expect.contains numbers $"({number})" "stated"

            testCase "every equation holds, and exactly but for the values of the loss"
            <| fun () ->
                for equation in paper.Value.Equations do
                    for claim, verdict in equation.Verdicts do
                        Expect.isTrue
                            (Verdict.holds verdict)
                            $"{equation.Equation.Number}: {PlainText.write (Claim.formula claim)}: {Verdict.text verdict}"

                let inDouble =
                    paper.Value.Equations
                    |> List.filter (fun equation -> not equation.IsExact)
                    |> List.map _.Equation.Number

                Expect.equal inDouble [ "§2.1, line 4"; "§2.1, J"; "§2.2, J̃" ] "not algebraic"

            testCase "every equation beyond the paper is proved exactly, each under a number of its own"
            <| fun () ->
                for equation in Extensions.equations do
                    for claim, verdict in (Check.equation equation).Verdicts do
                        match verdict with
                        | Verdict.Proved _ -> ()
                        | other ->
                            failtest $"{equation.Number}: {PlainText.write (Claim.formula claim)}: {Verdict.text other}"

                let numbers = Extensions.equations |> List.map _.Number
                Expect.equal (List.sort numbers) (List.sort [ for n in 1 .. numbers.Length -> $"(E{n})" ]) "numbers"

            testCase "every mutant of every gradient beyond the paper is refuted"
            <| fun () ->
                let survivors =
                    Extensions.equations
                    |> Array.ofList
                    |> Array.filter (fun equation ->
                        match equation.Left with
                        | Gradient _ -> true
                        | _ -> false)
                    |> Array.Parallel.collect (fun equation ->
                        Mutation.mutants equation.Left equation.Right
                        |> List.filter (fun mutant ->
                            Claim.Equal(mutant.Left, mutant.Right)
                            |> Prove.claim
                            |> Verdict.isRefuted
                            |> not)
                        |> List.map (fun mutant -> $"{equation.Number}, {mutant.Change}: {Render.text mutant.Right}")
                        |> Array.ofList)

                Expect.equal (List.ofArray survivors) [] "survivors"

            testCase "at least fifteen slips are refuted as printed and proved as corrected"
            <| fun () ->
                let slips = paper.Value.Slips |> List.filter isSlip
                Expect.isGreaterThanOrEqual slips.Length 15 "slips"

                for slip in slips do
                    Expect.isTrue (Verdict.isRefuted slip.Printed) $"{slip.Slip.Equation}: {slip.Slip.What}"

                for slip in paper.Value.Slips do
                    Expect.isTrue (Verdict.holds slip.Corrected) $"{slip.Slip.Equation}: {slip.Slip.What}"

            testCase "no slip is stated twice"
            <| fun () ->
                let printed = paper.Value.Slips |> List.filter isSlip |> List.map _.Slip.Printed
                Expect.equal (List.distinct printed) printed "printed lines"

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
                        "2.3: J̃ by W1", Some 3
                        "2.3: J̃ by b1", Some 3
                        "2.3: J̃ by b2", Some 3
                    ]

                Expect.equal firstFalse expected "first false lines"

            testCase "every mutant of every equation that states a derivative is refuted"
            <| fun () ->
                let mutants = paper.Value.Mutants

                let survivors =
                    mutants
                    |> List.filter (fun mutant -> not (Verdict.isRefuted mutant.Verdict))
                    |> List.map (fun mutant ->
                        $"{mutant.Equation.Number}, {mutant.Mutant.Change}: {Render.text mutant.Mutant.Right}")

                Expect.isEmpty survivors "survivors"
                Expect.isGreaterThan mutants.Length 150 "mutants"

                for equation in Check.gradientEquations do
                    Expect.isTrue
                        (mutants |> List.exists (fun mutant -> mutant.Equation.Number = equation.Number))
                        equation.Number

                printfn $"{mutants.Length} mutants tried, {mutants.Length - survivors.Length} refuted."

            testCase "the mutants of (18) have every kind of change"
            <| fun () ->
                let changes =
                    Mutation.mutants Gradients.byHiddenWeights.Left Gradients.byHiddenWeights.Right
                    |> List.map _.Change

                for change in
                    [
                        "drop the left factor"
                        "drop the right factor"
                        "drop the mask"
                        "flip a sign"
                        "flip the sign"
                        "lose a transpose"
                        "transpose"
                        "swap an index"
                        "halve the coefficient"
                        "move the indicator"
                        "drop a sample"
                        "add a sample"
                    ] do
                    Expect.contains changes change "kinds of change"

            testCase "the Jacobian of (7) has one entry in n that is not zero"
            <| fun () ->
                for at in paper.Value.Sparseness do
                    Expect.equal (at.NonZeros, at.Entries) (at.n * at.m * at.l, at.n * at.l * at.n * at.m) $"{at}"

            testCase "the check of the whole paper takes less than 20 seconds"
            <| fun () ->
                paper.Force() |> ignore
                Expect.isLessThan timer.Elapsed.TotalSeconds 20.0 "seconds"
        ]
