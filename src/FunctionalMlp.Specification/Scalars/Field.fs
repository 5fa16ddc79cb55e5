namespace FunctionalMlp.Specification

open System

/// What an expression needs of its numbers. A tree is evaluated over any of these: double, prime field, duals, degrees.
type IField<'s> =
    /// The neutral element of addition.
    abstract Zero: 's
    /// The neutral element of multiplication.
    abstract One: 's
    /// The image of an integer.
    abstract OfInteger: int -> 's
    /// Sum.
    abstract Add: 's * 's -> 's
    /// Difference.
    abstract Subtract: 's * 's -> 's
    /// Product.
    abstract Multiply: 's * 's -> 's
    /// Quotient; raises Undefined where there is none.
    abstract Divide: 's * 's -> 's
    /// The exponential.
    abstract Exp: 's -> 's
    /// The natural logarithm.
    abstract Log: 's -> 's
    /// One where the argument is positive, else zero; constant between kinks.
    abstract Step: 's -> 's
    /// A constant that may be taken from every argument of a softmax: the largest in double, so that nothing overflows.
    abstract Shift: 's[] -> 's

/// Raised where an expression has no value at a point (a division by zero, an index beyond a dimension, a kink):
/// whoever drew the point draws another.
exception Undefined of reason: string

/// Ordinary numbers. Remembers whether a step was evaluated at its kink.
type DoubleField() =
    /// Whether a step was evaluated at exactly zero.
    member val AtKink = false with get, set

    interface IField<float> with
        member _.Zero = 0.0
        member _.One = 1.0
        member _.OfInteger n = float n
        member _.Add(a, b) = a + b
        member _.Subtract(a, b) = a - b
        member _.Multiply(a, b) = a * b
        member _.Divide(a, b) = a / b
        member _.Exp a = exp a
        member _.Log a = log a

        member this.Step a =
            if a = 0.0 then
                this.AtKink <- true

            if a > 0.0 then 1.0 else 0.0

        member _.Shift values = Array.max values
