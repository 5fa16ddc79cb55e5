module FunctionalMlp.Specification.Tests.ProveTests

open System
open Expecto
open FunctionalMlp.Specification
open FunctionalMlp.Specification.Expression
open FunctionalMlp.Specification.Paper
open FunctionalMlp.Specification.Paper.Network

let private verdict left right = Prove.claim (Claim.equal left right)

/// Every claim of an equation that is proved exactly.
let private exactClaims =
    [
        for equation in Paper.equations do
            for claim in equation.Claims do
                match claim, Prove.claim claim with
                | Claim.Equal(left, right), Verdict.Proved _ -> equation.Number, left, right
                | _ -> ()
    ]

[<Tests>]
let tests =
    testList
        "Proof"
        [
            testCase "1,000 random seeds: one exact trial of each true claim passes"
            <| fun () ->
                Expect.isGreaterThan exactClaims.Length 25 "claims"

                let refuted =
                    Array.Parallel.init 1000 (fun seed ->
                        exactClaims
                        |> List.filter (fun (_, left, right) -> not (Prove.passesExactly seed left right))
                        |> List.map (fun (number, _, _) -> seed, number))
                    |> List.concat

                Expect.isEmpty refuted "(seed, equation)"

            testCase "1,000 random seeds: the verdict on a true claim is that it is proved"
            <| fun () ->
                let claims = Array.ofList exactClaims

                let refuted =
                    Array.Parallel.init 1000 (fun seed ->
                        let number, left, right = claims[seed % claims.Length]
                        seed, number, Prove.claimFrom seed (Claim.Equal(left, right)))
                    |> Array.filter (fun (_, _, verdict) -> not verdict.IsProved)
                    |> Array.map (fun (seed, number, verdict) -> seed, number, Verdict.text verdict)

                Expect.isEmpty refuted "(seed, equation, verdict)"

            testCase "1,000 random seeds of a single trial with sizes of at least 2 let no false claim pass"
            <| fun () ->
                let left = (gradient Gradients.J W2).Node
                let right = (number 2 *. gradient Gradients.J W2).Node

                let passes =
                    List.filter (fun seed -> Prove.passesExactly seed left right) [ 1..1000 ]

                Expect.isEmpty passes "seeds"

            testCase "1,000 random seeds: the verdict on a false claim is a counterexample"
            <| fun () ->
                let claim =
                    Claim.equal (gradient Gradients.J W2) (number 2 *. gradient Gradients.J W2)

                let wrong =
                    Array.Parallel.init 1000 (fun seed ->
                        match Prove.claimFrom seed claim with
                        | Verdict.Refuted found when found.Point.Sizes["K"] > 1 -> None
                        | other -> Some(seed, Verdict.text other))
                    |> Array.choose id

                Expect.isEmpty wrong "(seed, verdict): with one class the gradient is zero and the claim is true"

            testCase "the error bound is the degree over p, to the power of the trials"
            <| fun () ->
                let v = vector "v" H
                // ‖v‖² − vᵀv has degree 2, and no argument of exp, log or step.
                match verdict (squaredNorm v) (v.T * v) with
                | Verdict.Proved(trials, bound) ->
                    let p = float (PrimeArithmetic.p - 1UL)
                    Expect.floatClose Accuracy.high (bound ** (1.0 / float trials) * p) 2.0 "degree"
                | other -> failtest (Verdict.text other)

            testCase "proofs together are wrong with at most the sum of their probabilities"
            <| fun () ->
                let together =
                    Verdict.together [ Verdict.Proved(4, 0.25); Verdict.Conforms; Verdict.Proved(3, 0.125) ]

                Expect.equal together [ Verdict.Proved(3, 0.375); Verdict.Conforms ] "one proof and the rest"

            testCase "what rests on values of exp and log is checked in double, and says so"
            <| fun () ->
                let z = vector "z" K

                match verdict (log (exp z .* exp z)) (number 2 *. z) with
                | Verdict.Agrees _ -> ()
                | other -> failtest (Verdict.text other)

            testCase "a claim that is false on a single sign pattern is refuted"
            <| fun () ->
                let v = scalar "v"
                // |v| = v only where v is positive.
                Expect.isTrue (Verdict.isRefuted (verdict (apply Functions.abs v) v)) "|v| = v"
                Expect.isTrue (Verdict.holds (verdict (apply Functions.abs v) (relu v + relu -v))) "|v| = φ(v) + φ(−v)"

            testCase "a claim that is false for one label only is refuted"
            <| fun () ->
                let wrong = Component((Δ i).Node, Position.Fixed 1)

                Expect.isTrue
                    (Verdict.isRefuted (Prove.claim (Claim.Equal(wrong, Number 0))))
                    "the first class never occurs"

            testCase "a counterexample is small, and both sides can be recomputed from it"
            <| fun () ->
                let A = matrix "A" H H
                let B = matrix "B" H H

                match verdict (A * B) (B * A) with
                | Verdict.Refuted found ->
                    Expect.equal found.Point.Sizes (Map [ "H", 2 ]) "matrices of one entry commute"
                    let l, r = Compare.sides found.Point (A * B).Node (B * A).Node
                    Expect.equal (l, r) (found.Left, found.Right) "sides"
                    Expect.notEqual l r "they differ"

                    for KeyValue(_, value) in found.Point.Values do
                        for entry in Seq.cast<float> value do
                            Expect.isTrue (entry = Math.Round entry && abs entry <= 3.0) "small integers"
                | other -> failtest (Verdict.text other)

            testCase "a wrong shape is named"
            <| fun () ->
                match Prove.claim (Claim.Equal(W1.Node * W2.Node, W1.Node)) with
                | Verdict.IllFormed reason -> Expect.stringContains reason "d and K differ" "reason"
                | other -> failtest (Verdict.text other)
        ]
