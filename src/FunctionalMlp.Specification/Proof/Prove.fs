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

    // Where the exact witness cannot decide, double is asked at points of several scales and about the kinks. If rounding
    // hides all that a step does on one side of its kink, double has not seen the claim there.
    let private inDouble seed unknowns left right =
        let random = Random seed
        let small () = TrialSizes.small random unknowns

        let scaled =
            List.init 120 (fun number -> Kinks.drawScaled random unknowns (small ()) number)

        let kinks =
            [ small (); small () ]
            |> List.collect (fun sizes -> Kinks.sides random unknowns sizes left right)

        let aboutKinks =
            kinks
            |> List.collect _.Points
            |> List.map (fun point -> { point with Indices = Map.empty })

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
            | [] when not (List.forall (Kinks.isSeen left right) kinks) ->
                Verdict.Undecided "rounding in double hides one side of a kink"
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

        go (scaled @ aboutKinks) 0 0.0

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
