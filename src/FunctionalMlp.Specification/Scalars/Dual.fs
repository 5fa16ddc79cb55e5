namespace FunctionalMlp.Specification

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

        // D Φ(u) = exp(-u²/2)/√(2π) · Du
        member _.Normal a =
            let u = a.Primal
            let square = inner.Divide(inner.Multiply(u, u), inner.OfInteger 2)

            let density =
                inner.Multiply(inner.NormalDensityAtZero, inner.Exp(inner.Subtract(inner.Zero, square)))

            {
                Primal = inner.Normal u
                Tangent = inner.Multiply(density, a.Tangent)
            }

        member _.NormalDensityAtZero = constant inner.NormalDensityAtZero

        // D cos πu = -π sin πu · Du; the sine is a cosine half a turn's half before, and π is in the normal density.
        member _.CosPi a =
            let half = inner.Divide(inner.One, inner.OfInteger 2)
            let density = inner.NormalDensityAtZero
            let π = inner.Divide(half, inner.Multiply(density, density))
            let sine = inner.CosPi(inner.Subtract(half, a.Primal))

            {
                Primal = inner.CosPi a.Primal
                Tangent = inner.Subtract(inner.Zero, inner.Multiply(inner.Multiply(π, sine), a.Tangent))
            }

        member _.Step a = constant (inner.Step a.Primal)

        member _.Shift values =
            constant (inner.Shift(values |> Array.map _.Primal))
