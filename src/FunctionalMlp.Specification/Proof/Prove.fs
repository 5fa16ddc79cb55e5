namespace FunctionalMlp.Specification

open System

/// Proves a claim, or refutes it.
module Prove =
    let private defaultSeed = 20211027

    /// Whether one exact trial from a seed, at sizes of at least 2, finds the two sides equal.
    let passesExactly seed left right =
        let unknowns = Unknowns.ofNodes [ left; right ]
        let random = Random seed

        match Exact.trial random unknowns (TrialSizes.small random unknowns) left right with
        | Exact.Equal _ -> true
        | _ -> false

    // The points at which double is asked where the exact witness cannot decide: at several scales, and about the kinks.
    let private points (random: Random) unknowns left right =
        seq {
            for number in 1..120 do
                Kinks.drawScaled random unknowns (TrialSizes.small random unknowns) number

            let every = TrialSizes.everySmall unknowns

            for sizes in
                [
                    every.Head
                    TrialSizes.small random unknowns
                    TrialSizes.small random unknowns
                ] do
                yield! Kinks.about random unknowns sizes left right
        }

    let private inDouble seed unknowns left right =
        let compare point =
            try
                Unknowns.everyIndex unknowns point
                |> List.map (fun point -> Compare.at point left right)
                |> Some
            with Undefined _ ->
                None

        let rec go (points: Point<float> list) agreed largest =
            match points with
            | [] when agreed = 0 -> Verdict.Undecided "no point was found at which double could compare the sides"
            | [] -> Verdict.Agrees(agreed, largest)
            | point :: rest ->
                match Counterexample.at unknowns left right point, compare point with
                | Some found, _ -> Verdict.Refuted(Counterexample.shrink left right found)
                | None, Some comparisons when not (List.contains Comparison.Unclear comparisons) ->
                    let differences =
                        comparisons
                        |> List.map (function
                            | Comparison.Agree difference -> difference
                            | _ -> 0.0)

                    go rest (agreed + 1) (List.max (largest :: differences))
                | _ -> go rest agreed largest

        go (points (Random seed) unknowns left right |> List.ofSeq) 0 0.0

    // What the prime field cannot see is a factor that is a multiple of p: double sees it.
    let private spotCheck (random: Random) unknowns left right =
        List.init 2 (fun number -> Kinks.drawScaled random unknowns (TrialSizes.small random unknowns) (3 * number))
        |> List.tryPick (Counterexample.at unknowns left right)

    let private equality seed left right =
        let unknowns = Unknowns.ofNodes [ left; right ]
        let random = Random seed

        match TrialSizes.tooLarge unknowns with
        | Some reason -> Verdict.Undecided reason
        | None ->
            match Exact.check random unknowns left right with
            | Exact.NoValue reason -> Verdict.Undecided $"no point was found at which both sides have a value: {reason}"
            | Exact.Equal(trials, bound) ->
                match spotCheck random unknowns left right with
                | Some found -> Verdict.Refuted(Counterexample.shrink left right found)
                | None -> Verdict.Proved(trials, bound)
            | Exact.Differ(found, isRational) ->
                let sizes = TrialSizes.everySmall unknowns @ [ found.Point.Sizes ]

                match Counterexample.search seed unknowns sizes left right with
                | Some small -> Verdict.Refuted small
                | None when isRational -> Verdict.RefutedExactly found
                | None -> inDouble seed unknowns left right

    /// The verdict on a claim, from a seed.
    let claimFrom seed claim =
        match Claim.conflict claim, claim with
        | Some reason, _ -> Verdict.IllFormed reason
        | None, Claim.HasShape _ -> Verdict.Conforms
        | None, Claim.Equal(left, right) -> equality seed left right

    /// The verdict on a claim.
    let claim claim = claimFrom defaultSeed claim
