namespace FunctionalMlp.Specification

open System

/// What became of a claim, and which witness says so.
[<RequireQualifiedAccess>]
type Verdict =
    /// Exact: equal at random points of the prime field, at random small sizes and with random labels. A claim that is
    /// false at those would pass with at most this probability.
    | Proved of trials: int * errorBound: float
    /// Double: equal up to rounding at random points, for claims that rest on values of exp and log.
    | Agrees of points: int * largestDifference: float
    /// Double: the sides differ at a point.
    | Refuted of Counterexample
    /// The shape is as claimed.
    | Conforms
    /// The shapes do not conform.
    | IllFormed of reason: string
    /// The exact sides differ, yet no point could be found at which they can be compared in double.
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
        | Verdict.IllFormed _ -> true
        | _ -> false

    /// The witness: exact, double or shape.
    let witness verdict =
        match verdict with
        | Verdict.Proved _ -> "exact"
        | Verdict.Agrees _
        | Verdict.Refuted _ -> "double"
        | Verdict.Conforms
        | Verdict.IllFormed _ -> "shape"
        | Verdict.Undecided _ -> "none"

    /// A verdict as one sentence.
    let text verdict =
        match verdict with
        | Verdict.Proved(trials, 0.0) -> $"proved exactly: {trials} trials, in which only sizes and labels are random"
        | Verdict.Proved(trials, bound) ->
            $"proved exactly: {trials} trials at random sizes, probability of error below 2^{int (ceil (Math.Log2 bound))}"
        | Verdict.Agrees(points, largest) ->
            $"agrees in double at {points} points, largest relative difference {largest:E1}"
        | Verdict.Refuted found -> $"false {Counterexample.text found}"
        | Verdict.Conforms -> "the shape is as claimed"
        | Verdict.IllFormed reason -> $"does not conform: {reason}"
        | Verdict.Undecided reason -> $"undecided: {reason}"
