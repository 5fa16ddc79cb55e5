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
    /// The normal distribution function Φ.
    abstract Normal: 's -> 's
    /// The density of the normal distribution at zero.
    abstract NormalDensityAtZero: 's
    /// The cosine of an angle that is given in half turns.
    abstract CosPi: 's -> 's
    /// One where the argument is positive, else zero; constant between kinks.
    abstract Step: 's -> 's
    /// A constant that may be taken from every argument of a softmax: the largest in double, so that nothing overflows.
    abstract Shift: 's[] -> 's

/// What follows from the operations of a field.
module Field =
    /// The larger of two values: the first, and what the second exceeds it by.
    let larger (field: IField<'s>) (first: 's) (second: 's) =
        let excess = field.Subtract(second, first)
        field.Add(first, field.Multiply(field.Step excess, excess))

/// Raised where an expression has no value at a point (a division by zero, an index beyond a dimension, a kink):
/// whoever drew the point draws another.
exception Undefined of reason: string

/// The normal distribution function in double.
module NormalDistribution =
    /// The density at zero.
    let densityAtZero = 1.0 / sqrt (2.0 * Math.PI)

    /// One half and the density times a series of odd powers. All terms have one sign, so none cancel. Marsaglia, "Evaluating
    /// the normal distribution", Journal of Statistical Software 11 (2004).
    let cumulative z =
        let rec series sum term k =
            let next = term * z * z / float (2 * k + 1)

            if sum + next = sum then
                sum
            else
                series (sum + next) next (k + 1)

        if abs z > 9.0 then
            if z > 0.0 then 1.0 else 0.0
        else
            0.5 + densityAtZero * exp (-z * z / 2.0) * series z z 1

/// Ordinary numbers.
type DoubleField() =
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
        member _.Normal a = NormalDistribution.cumulative a
        member _.NormalDensityAtZero = NormalDistribution.densityAtZero
        member _.CosPi a = Double.CosPi a
        member _.Step a = if a > 0.0 then 1.0 else 0.0
        member _.Shift values = Array.max values
