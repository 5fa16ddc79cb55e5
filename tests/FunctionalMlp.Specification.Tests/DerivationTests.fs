module FunctionalMlp.Specification.Tests.DerivationTests

open System.IO
open Expecto
open FunctionalMlp.Specification
open FunctionalMlp.Specification.Expression
open FunctionalMlp.Specification.Paper.Network

let private w = vector "w" d
let private y = vector "y" N
let private residual = X * w - y

let private falseLine derivation =
    Derivation.check derivation
    |> Derivation.firstFalse
    |> Option.map (fun (number, line) -> number, line.Verdict)

[<Tests>]
let tests =
    testList
        "Derivations"
        [
            testCase "a derivation that holds"
            <| fun () ->
                Derivation.typed "ridge" [ gradient (squaredNorm residual) w; number 2 *. (X.T * residual) ]
                |> falseLine
                |> fun found -> Expect.isNone found "no false line"

            testCase "the first false line is named, not a later one"
            <| fun () ->
                let right = number 2 *. (X.T * residual)

                match
                    Derivation.typed "lost factor" [ gradient (squaredNorm residual) w; right; X.T * residual; -right ]
                    |> falseLine
                with
                | Some(3, Verdict.Refuted _) -> ()
                | other -> failtest $"{other}"

            testCase "an untyped line that does not conform is named with its reason"
            <| fun () ->
                match
                    Derivation.untyped
                        "lost transpose"
                        [ (gradient (squaredNorm residual) w).Node; X.Node * residual.Node ]
                    |> falseLine
                with
                | Some(2, Verdict.IllFormed reason) -> Expect.stringContains reason "d and N differ" "reason"
                | other -> failtest $"{other}"

            testCase "a first line that does not conform is the first false line"
            <| fun () ->
                match Derivation.untyped "nonsense" [ X.Node * X.Node; X.Node ] |> falseLine with
                | Some(1, Verdict.IllFormed _) -> ()
                | other -> failtest $"{other}"

            testCase "to differentiate by what is no variable is refused"
            <| fun () ->
                match
                    Derivation.untyped "no variable" [ Gradient(SquaredNorm residual.Node, residual.Node) ]
                    |> falseLine
                with
                | Some(1, Verdict.IllFormed reason) -> Expect.stringContains reason "no variable" "reason"
                | other -> failtest $"{other}"

            testCase "a letter that stands for two things is refused"
            <| fun () ->
                let refused (one: Node) (other: Node) (part: string) =
                    match Prove.claim (Claim.Equal(SquaredNorm one, SquaredNorm other)) with
                    | Verdict.IllFormed reason -> Expect.stringContains reason part "reason"
                    | other -> failtest (Verdict.text other)

                refused w.Node (vector "w" N).Node "w is both d×1 and N×1"
                let named = define "v" 0 (apply (Functions.leakyRelu 1 10) w)
                let again = define "v" 0 (apply (Functions.leakyRelu 1 10) w)
                Expect.isTrue (Verdict.holds (Prove.claim (Claim.equal named again))) "the same function, made twice"
                refused named.Node (define "v" 0 (apply (Functions.leakyRelu 1 5) w)).Node "v is defined twice"
                refused (define "v" 0 w).Node (define "v" 0 (w + w)).Node "v is defined twice"

            testCase "a chain that goes on is checked from its own first line"
            <| fun () ->
                let half = Derivation.typed "first" [ gradient (squaredNorm w) w; number 2 *. w ]
                let next = Derivation.typed "next" [ gradient (squaredNorm y) y; number 3 *. y ]

                match half |> Derivation.goingOn next |> falseLine with
                | Some(4, Verdict.Refuted _) -> ()
                | other -> failtest $"{other}"

            testCase "a report gives the reasons, and the witness where it is not exact"
            <| fun () ->
                let v = vector "v" d
                let two = number 2

                let report =
                    Derivation.because
                        "logarithms"
                        [
                            "", log (exp v .* exp v)
                            "the logarithm of a product", two *. v
                            "a sum", v + v
                        ]
                    |> Derivation.report

                Expect.stringContains
                    report
                    "2 v   [the logarithm of a product; agrees in double at "
                    "reason and witness"

                let exact =
                    Derivation.because "squares" [ "", gradient (squaredNorm v) v; "the square", two *. v ]
                    |> Derivation.report

                Expect.stringContains exact "2 v   [the square]\n" "an exact line has its reason only"

            testCase "a line that no witness can decide is not said to be false"
            <| fun () ->
                let zero = number 0

                let report =
                    Derivation.typed "by zero" [ w; (zero / zero) *. w ] |> Derivation.report

                Expect.stringContains report "Line 2 is the first that is not shown to hold. undecided: " "ending"
                Expect.stringContains report "a division by zero" "reason"

            testCase "to differentiate by an intermediate that is written out says so"
            <| fun () ->
                let s = define "s" 0 residual

                match
                    Derivation.typed "written out" [ gradient (squaredNorm residual) s ]
                    |> falseLine
                with
                | Some(1, Verdict.IllFormed reason) -> Expect.stringContains reason "s does not occur in" "reason"
                | other -> failtest $"{other}"

            testCase "a derivation without lines has no false line"
            <| fun () -> Expect.isNone (falseLine (Derivation.untyped "nothing" [])) "nothing"

            testCase "the script for one's own derivations runs and says what holds"
            <| fun () ->
                let script =
                    Path.Combine(FSharpInteractive.root, "src", "Scripts", "check-a-derivation.fsx")

                let exitCode, output, errors = FSharpInteractive.run $"\"{script}\"" ""
                Expect.equal exitCode 0 errors

                for line in
                    [
                        "Every line holds: 4 lines."
                        "Every line holds: 3 lines."
                        "Every line holds: 5 lines."
                        "Line 3 is the first that is false. false at N = 1, d = 1"
                        "Line 2 is the first that is false. does not conform: A is N×d but A·u − c is N×1"
                    ] do
                    Expect.stringContains output line "said"
        ]
