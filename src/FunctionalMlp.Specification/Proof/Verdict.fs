namespace FunctionalMlp.Specification

open System

/// What became of a claim, and which witness says so.
[<RequireQualifiedAccess>]
type Verdict =
    /// Exact: equal at random points of the prime field, at random small sizes and with random labels. A claim that is
    /// false at those sizes and labels would pass with at most this probability; other sizes are not covered by it.
    | Proved of trials: int * errorBound: float
    /// Double: equal up to rounding at random points and about the kinks, for claims that the exact witness cannot decide:
    /// those that rest on values of exp, log and Φ, or on a step's being 0 or 1. The difference is relative.
    | Agrees of points: int * largestDifference: float
    /// Double: the sides differ at a point.
    | Refuted of Counterexample<float>
    /// Exact: an identity between rational functions that fails at a point of the prime field.
    | RefutedExactly of Counterexample<uint64>
    /// The shape is as claimed.
    | Conforms
    /// The shapes do not conform.
    | IllFormed of reason: string
    /// No witness could decide.
    | Undecided of reason: string

/// Verdicts in words.
module Verdict =
    /// Whether a claim holds.
    let holds verdict =
        match verdict with
        | Verdict.Proved _
        | Verdict.Agrees _
        | Verdict.Conforms -> true
        | _ -> false

    /// Whether a claim is shown to be false.
    let isRefuted verdict =
        match verdict with
        | Verdict.Refuted _
        | Verdict.RefutedExactly _
        | Verdict.IllFormed _ -> true
        | _ -> false

    /// Verdicts with all proofs as one: that any of them is wrong is at most as probable as their bounds together.
    let together verdicts =
        let proofs =
            verdicts
            |> List.choose (function
                | Verdict.Proved(trials, bound) -> Some(trials, bound)
                | _ -> None)

        let others =
            verdicts
            |> List.filter (function
                | Verdict.Proved _ -> false
                | _ -> true)

        match proofs with
        | [] -> others
        | _ ->
            Verdict.Proved(proofs |> List.map fst |> List.min, List.sumBy snd proofs)
            :: others

    /// The witness: exact, double or shape.
    let witness verdict =
        match verdict with
        | Verdict.Proved _
        | Verdict.RefutedExactly _ -> "exact"
        | Verdict.Agrees _
        | Verdict.Refuted _ -> "double"
        | Verdict.Conforms
        | Verdict.IllFormed _ -> "shape"
        | Verdict.Undecided _ -> "none"

    /// A verdict as one sentence.
    let text verdict =
        match verdict with
        | Verdict.Proved(trials, 0.0) ->
            $"proved exactly at the sizes drawn: {trials} trials, in which only sizes and labels are random"
        | Verdict.Proved(trials, bound) ->
            $"proved exactly at the sizes drawn: {trials} trials, probability of error there below 2^{int (ceil (Math.Log2 bound))}"
        | Verdict.Agrees(points, largest) ->
            $"the exact check could not decide; agrees in double at {points} points, largest relative difference {largest:E1}"
        | Verdict.Refuted found -> $"false {Counterexample.text found}"
        | Verdict.RefutedExactly found -> $"false {Counterexample.textModulo found}"
        | Verdict.Conforms -> "the shape is as claimed"
        | Verdict.IllFormed reason -> $"does not conform: {reason}"
        | Verdict.Undecided reason -> $"undecided: {reason}"
