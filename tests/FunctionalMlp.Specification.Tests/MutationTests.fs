module FunctionalMlp.Specification.Tests.MutationTests

open Expecto
open FunctionalMlp.Specification
open FunctionalMlp.Specification.Expression
open FunctionalMlp.Specification.Paper
open FunctionalMlp.Specification.Extensions

let private paper = PaperTests.paper

let private ofHiddenWeights =
    Mutation.mutants Check.square Gradients.byHiddenWeights.Left Gradients.byHiddenWeights.Right

[<Tests>]
let tests =
    testList
        "Mutants"
        [
            testCase "every mutant of every equation that states a derivative is refuted"
            <| fun () ->
                let mutants = paper.Value.Mutants

                let survivors =
                    mutants
                    |> List.filter (fun mutant -> not (Verdict.isRefuted mutant.Verdict))
                    |> List.map (fun mutant ->
                        $"{mutant.Equation.Number}, {mutant.Mutant.Change}: {Render.text mutant.Mutant.Right}")

                Expect.isEmpty survivors "survivors"
                Expect.isGreaterThan mutants.Length 220 "mutants"

                for equation in Check.gradientEquations do
                    Expect.isTrue
                        (mutants |> List.exists (fun mutant -> mutant.Equation.Number = equation.Number))
                        equation.Number

                let byShape = paper.Value.MutantsRefutedByShape
                let byValue = paper.Value.MutantsRefutedByValue
                Expect.equal (byShape + byValue) mutants.Length "by shape or by value"
                printfn $"{mutants.Length} mutants tried: {byShape} refuted by shape, {byValue} by value."

            testCase "every mutant of every value and gradient beyond the paper is refuted"
            <| fun () ->
                let mutants =
                    [
                        for equation in Extensions.equations do
                            for claim in equation.Claims do
                                match claim with
                                | Claim.Equal(left, right) ->
                                    for mutant in Mutation.mutants (Check.square @ [ "u"; "v" ]) left right do
                                        equation.Number, mutant
                                | Claim.HasShape _ -> ()
                    ]

                let survivors =
                    mutants
                    |> Array.ofList
                    |> Array.Parallel.filter (fun (_, mutant) ->
                        Claim.Equal(mutant.Left, mutant.Right)
                        |> Prove.claim
                        |> Verdict.isRefuted
                        |> not)
                    |> List.ofArray
                    |> List.map (fun (number, mutant) -> number, mutant.Change)
                    |> List.distinct

                // These are true: a magnitude, a cosine and zero have no sign, and the entries of a transpose have the same sum.
                let sameSum = [ "(E55)"; "(E56)"; "(E57)"; "(E59)"; "(E60)"; "(E35)"; "(E77)" ]

                let isTrue =
                    [
                        for number in [ "(E53)"; "(E63)"; "(E75)" ] -> number, "swap the terms"
                        for number in sameSum -> number, "transpose"
                        for number in [ "(E76)"; "(E77)"; "(E78)"; "(E87)" ] -> number, "flip the sign"
                    ]

                Expect.equal (List.sort survivors) (List.sort isTrue) "survivors"
                Expect.isGreaterThan mutants.Length 2900 "mutants"

            testCase "the mutants of (18) have every kind of change"
            <| fun () ->
                let changes = ofHiddenWeights |> List.map _.Change

                for change in
                    [
                        "drop the left factor"
                        "drop the right factor"
                        "drop the mask"
                        "flip a sign"
                        "flip the sign"
                        "lose a transpose"
                        "transpose"
                        "fix an index"
                        "halve the coefficient"
                        "turn the indicator"
                        "move the indicator"
                        "drop a sample"
                        "add a sample"
                    ] do
                    Expect.contains changes change "kinds of change"

            testCase "indices are swapped with one another where there are two"
            <| fun () ->
                let changes =
                    Mutation.mutants Check.square Section1.columnByMatrix.Left Section1.columnByMatrix.Right
                    |> List.filter (fun mutant -> mutant.IsSquare && mutant.Change = "swap an index")

                Expect.isNonEmpty changes "swapped indices"

            testCase "with equal dimensions, transposes and the layer of the indicator are refuted by value"
            <| fun () ->
                for change in [ "transpose"; "lose a transpose"; "move the indicator"; "swap the factors" ] do
                    let mutants =
                        paper.Value.Mutants
                        |> List.filter (fun mutant -> mutant.Mutant.IsSquare && mutant.Mutant.Change = change)

                    Expect.isNonEmpty mutants change

                    for mutant in mutants do
                        match mutant.Verdict with
                        | Verdict.Refuted _ -> ()
                        | other -> failtest $"{mutant.Equation.Number}, {change}: {Verdict.text other}"

            testCase "every equation with equal dimensions still holds"
            <| fun () ->
                for equation in Check.gradientEquations do
                    let square = Squared.node Check.square

                    Claim.Equal(square equation.Left, square equation.Right)
                    |> Prove.claim
                    |> Verdict.holds
                    |> fun holds -> Expect.isTrue holds equation.Number
        ]
