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

/// A value and its rate of change along one direction.
[<Struct>]
type Dual<'s> = { Primal: 's; Tangent: 's }

/// Dual numbers over any field: each rule is the derivative of one operation. Nests, for second derivatives.
type DualField<'s>(inner: IField<'s>) =
    let constant value =
        { Primal = value; Tangent = inner.Zero }

    interface IField<Dual<'s>> with
        member _.Zero = constant inner.Zero
        member _.One = constant inner.One
        member _.OfInteger n = constant (inner.OfInteger n)

        member _.Add(a, b) =
            {
                Primal = inner.Add(a.Primal, b.Primal)
                Tangent = inner.Add(a.Tangent, b.Tangent)
            }

        member _.Subtract(a, b) =
            {
                Primal = inner.Subtract(a.Primal, b.Primal)
                Tangent = inner.Subtract(a.Tangent, b.Tangent)
            }

        member _.Multiply(a, b) =
            {
                Primal = inner.Multiply(a.Primal, b.Primal)
                Tangent = inner.Add(inner.Multiply(a.Tangent, b.Primal), inner.Multiply(a.Primal, b.Tangent))
            }

        // D(a/b) = (Da - (a/b) Db) / b
        member _.Divide(a, b) =
            let quotient = inner.Divide(a.Primal, b.Primal)

            {
                Primal = quotient
                Tangent = inner.Divide(inner.Subtract(a.Tangent, inner.Multiply(quotient, b.Tangent)), b.Primal)
            }

        // D exp u = exp u · Du
        member _.Exp a =
            let value = inner.Exp a.Primal

            {
                Primal = value
                Tangent = inner.Multiply(value, a.Tangent)
            }

        // D log u = Du / u
        member _.Log a =
            {
                Primal = inner.Log a.Primal
                Tangent = inner.Divide(a.Tangent, a.Primal)
            }

        member _.Step a = constant (inner.Step a.Primal)

        member _.Shift values =
            constant (inner.Shift(values |> Array.map _.Primal))

/// The degree of a rational function: of its numerator and of its denominator. The zero function has numerator -1.
[<Struct>]
type Degree =
    { Numerator: float; Denominator: float }

/// The degree of an expression's value is found by evaluating it over degrees. The values of exp, log and step are
/// free variables of degree one; the largest degree among their arguments is remembered, for telling arguments apart.
type DegreeField() =
    let polynomial degree =
        {
            Numerator = degree
            Denominator = 0.0
        }

    let zero = polynomial -1.0
    let isZero d = d.Numerator < 0.0
    let mutable largestArgument = 0.0

    let sum a b =
        if isZero a then
            b
        elif isZero b then
            a
        else
            {
                Numerator = max (a.Numerator + b.Denominator) (b.Numerator + a.Denominator)
                Denominator = a.Denominator + b.Denominator
            }

    let free (argument: Degree) value =
        largestArgument <- max largestArgument (max argument.Numerator 0.0 + argument.Denominator)
        value

    /// The largest degree (numerator and denominator together) that an argument of exp, log or step had.
    member _.LargestArgument = largestArgument

    interface IField<Degree> with
        member _.Zero = zero
        member _.One = polynomial 0.0
        member _.OfInteger n = if n = 0 then zero else polynomial 0.0
        member _.Add(a, b) = sum a b
        member _.Subtract(a, b) = sum a b

        member _.Multiply(a, b) =
            if isZero a || isZero b then
                zero
            else
                {
                    Numerator = a.Numerator + b.Numerator
                    Denominator = a.Denominator + b.Denominator
                }

        member _.Divide(a, b) =
            if isZero a then
                zero
            else
                {
                    Numerator = a.Numerator + b.Denominator
                    Denominator = a.Denominator + max b.Numerator 0.0
                }

        // exp(-u) is 1/exp(u), so a value may be a free variable or the inverse of one.
        member _.Exp a =
            free a { Numerator = 1.0; Denominator = 1.0 }

        member _.Log a = free a (polynomial 1.0)
        member _.Step a = free a (polynomial 1.0)
        member _.Shift _ = zero
