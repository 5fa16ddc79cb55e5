namespace FunctionalMlp.Specification

open System

/// Proves a claim, or refutes it.
module Prove =
    let private trials = 4
    let private redraws = 50
    let private defaultSeed = 20211027

    /// Draws until the drawn point has values, for a bounded number of times.
    let rec private withRedraws remaining attempt =
        try
            attempt ()
        with Undefined _ when remaining > 0 ->
            withRedraws (remaining - 1) attempt

    // The probability that a false claim passes one trial: that a nonzero polynomial vanishes at a random point
    // (Schwartz and Zippel), or that two distinct arguments of exp, log or step happen to coincide.
    let private errorBound unknowns sizes left right (arguments: int) =
        let field = DegreeField()

        let degrees =
            Unknowns.draw (Random 0) unknowns sizes (fun () -> { Numerator = 1.0; Denominator = 0.0 })
            |> Unknowns.everyIndex unknowns
            |> List.collect (fun point -> Evaluate.at field point (Difference(left, right)) |> Seq.cast |> List.ofSeq)
            |> List.map (fun (degree: Degree) -> degree.Numerator)

        let degree = List.max (0.0 :: degrees)
        let pairs = float arguments * float (arguments - 1) / 2.0
        (degree + pairs * 2.0 * field.LargestArgument) / float (PrimeArithmetic.p - 1UL)

    // One trial: whether the sides are equal, and the bound if so.
    let private exactTrial (random: Random) smallest unknowns left right =
        withRedraws redraws (fun () ->
            let sizes = Unknowns.drawSizes random smallest unknowns
            let field = PrimeField random
            let point = Unknowns.draw random unknowns sizes field.Random

            let equal =
                Unknowns.everyIndex unknowns point
                |> List.forall (fun point ->
                    let l, r = Evaluate.at field point left, Evaluate.at field point right
                    Seq.forall2 (=) (Seq.cast<uint64> l) (Seq.cast<uint64> r))

            equal, fun () -> errorBound unknowns sizes left right field.Arguments)

    /// Whether one exact trial from a seed finds the two sides equal.
    let passesExactly seed left right =
        let unknowns = Unknowns.ofNodes [ left; right ]
        exactTrial (Random seed) 1 unknowns left right |> fst

    let private inDouble seed left right =
        let unknowns = Unknowns.ofNodes [ left; right ]
        let random: Random = Random seed
        let points = 24

        let differences =
            List.init points (fun _ ->
                try
                    withRedraws redraws (fun () ->
                        Unknowns.drawSizes random 1 unknowns
                        |> fun sizes ->
                            Unknowns.draw random unknowns sizes (fun () -> 4.0 * random.NextDouble() - 2.0)
                        |> Unknowns.everyIndex unknowns
                        |> List.map (fun point -> Counterexample.sides point left right ||> Counterexample.difference)
                        |> List.max
                        |> Some)
                with Undefined _ ->
                    None)
            |> List.choose id

        match differences with
        | [] -> Verdict.Undecided "no point found at which both sides have a value"
        | _ ->
            let largest = List.max differences

            if largest < 1e-9 then
                Verdict.Agrees(differences.Length, largest)
            else
                Verdict.Undecided $"the sides differ by {largest:E1} in double, but no small counterexample was found"

    let private equality seed left right =
        let unknowns = Unknowns.ofNodes [ left; right ]
        let random = Random seed

        let rec go remaining bound =
            if remaining = 0 then
                Some bound
            else
                // The first trial has no dimension of size one, where much is true that is false elsewhere.
                let smallest = if remaining = trials then 2 else 1

                match exactTrial random smallest unknowns left right with
                | true, trialBound -> go (remaining - 1) (bound * trialBound ())
                | false, _ -> None

        match go trials 1.0 with
        | Some bound -> Verdict.Proved(trials, bound)
        | None ->
            match Counterexample.search seed left right with
            | Some found -> Verdict.Refuted found
            | None -> inDouble seed left right

    /// The verdict on a claim, from a seed.
    let claimFrom seed claim =
        match Claim.conflict claim, claim with
        | Some reason, _ -> Verdict.IllFormed reason
        | None, Claim.HasShape _ -> Verdict.Conforms
        | None, Claim.Equal(left, right) -> equality seed left right

    /// The verdict on a claim.
    let claim claim = claimFrom defaultSeed claim
