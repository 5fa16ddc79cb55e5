namespace FunctionalMlp.Specification

open System

/// What the prime field says about two sides.
[<RequireQualifiedAccess>]
type Exact =
    /// Equal in each trial. A claim that is false at the sizes and labels drawn passes with at most this probability.
    | Equal of trials: int * errorBound: float
    /// They differ at a point. Where the sides are rational functions of the variables, the claim is false.
    | Differ of Counterexample<uint64> * isRational: bool
    /// No point was found at which both sides have a value.
    | NoValue of reason: string

/// Compares the two sides of a claim exactly, at random points of the prime field.
module Exact =
    let private redraws = 20

    // Where sides have no value at some sizes, such as those with N = 1 that are divided by N − 1, larger ones are tried.
    let private enlargements = 3

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

    let private attempt (random: Random) unknowns sizes left right =
        let field = PrimeField random
        let point = Unknowns.draw random unknowns sizes field.Random

        let difference =
            Unknowns.everyIndex unknowns point
            |> List.tryPick (fun point ->
                let l, r = Evaluate.at field point left, Evaluate.at field point right

                if Seq.forall2 (=) (Seq.cast<uint64> l) (Seq.cast<uint64> r) then
                    None
                else
                    Some
                        {
                            Unknowns = unknowns
                            Point = point
                            Left = l
                            Right = r
                        })

        match difference with
        | None -> Exact.Equal(1, errorBound unknowns sizes left right field.Arguments)
        | Some found -> Exact.Differ(found, (field.Arguments = 0))

    /// One trial at the given sizes, drawn again where the sides have no value.
    let trial (random: Random) unknowns sizes left right =
        let rec go remaining =
            let sizes =
                sizes
                |> Map.map (fun _ size -> size + enlargements - (remaining + redraws - 1) / redraws)

            try
                attempt random unknowns sizes left right
            with Undefined reason ->
                if remaining = 0 then
                    Exact.NoValue reason
                else
                    go (remaining - 1)

        go (redraws * enlargements)

    /// All trials.
    let check random unknowns left right =
        TrialSizes.trials random unknowns
        |> List.fold
            (fun result sizes ->
                match result with
                | Exact.Equal(trials, bound) ->
                    match trial random unknowns sizes left right with
                    | Exact.Equal(_, trialBound) -> Exact.Equal(trials + 1, bound * trialBound)
                    | other -> other
                | other -> other)
            (Exact.Equal(0, 1.0))
