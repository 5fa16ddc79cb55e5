namespace FunctionalMlp.Specification

/// The degree of a rational function: of its numerator and of its denominator. The zero function has numerator -1.
[<Struct>]
type Degree =
    { Numerator: float; Denominator: float }

/// The degree of an expression's value is found by evaluating it over degrees. The values of exp, log, Φ and step are
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

    /// The largest degree (numerator and denominator together) that an argument of exp, log, Φ or step had.
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
        member _.Normal a = free a (polynomial 1.0)
        member _.NormalDensityAtZero = polynomial 1.0

        // A point of the circle is a rational function of one free variable.
        member _.CosPi a =
            free a { Numerator = 2.0; Denominator = 2.0 }

        member _.Step a = free a (polynomial 1.0)
        member _.Shift _ = zero
