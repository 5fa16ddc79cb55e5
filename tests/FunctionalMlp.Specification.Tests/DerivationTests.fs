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
                let claim =
                    Claim.Equal(Gradient(SquaredNorm residual.Node, residual.Node), residual.Node)

                Expect.throwsT<System.ArgumentException> (fun () -> Prove.claim claim |> ignore) "by an expression"

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
                        "Line 2 is the first that is false. does not conform: X is N×d but X·w − y is N×1"
                    ] do
                    Expect.stringContains output line "said"
        ]
