namespace FunctionalMlp.Specification

open System

/// A number in double, and a bound on how far rounding has taken it from the true value.
[<Struct>]
type Rounded = { Value: float; Error: float }

/// Double with a running bound on the rounding error of each operation, so that a difference between two values can be
/// told from rounding without a tolerance. Higham, Accuracy and Stability of Numerical Algorithms (2002), section 3.3.
/// Remembers the arguments of step, in the order in which they were evaluated; a step of one argument may be turned over,
/// to see what it matters.
type RoundedField(turned: float option) =
    let unit = Math.ScaleB(1.0, -53)
    let steps = ResizeArray<float>()
    let exactly value = { Value = value; Error = 0.0 }

    // The function itself may be off by some units of rounding, and by the smallest number where it underflows.
    let within units value inherited =
        {
            Value = value
            Error = inherited + units * unit * abs value + Double.Epsilon
        }

    let rounded = within 1.0

    /// No step is turned over.
    new() = RoundedField None

    /// The arguments of step.
    member _.Steps = steps

    interface IField<Rounded> with
        member _.Zero = exactly 0.0
        member _.One = exactly 1.0
        member _.OfInteger n = exactly (float n)

        member _.Add(a, b) =
            rounded (a.Value + b.Value) (a.Error + b.Error)

        member _.Subtract(a, b) =
            rounded (a.Value - b.Value) (a.Error + b.Error)

        member _.Multiply(a, b) =
            rounded (a.Value * b.Value) (abs a.Value * b.Error + a.Error * (abs b.Value + b.Error))

        member _.Divide(a, b) =
            if abs b.Value <= b.Error then
                raise (Undefined "a division by zero")

            let quotient = a.Value / b.Value
            rounded quotient ((a.Error + abs quotient * b.Error) / (abs b.Value - b.Error))

        member _.Exp a =
            let value = exp a.Value
            within 4.0 value (value * a.Error * exp a.Error)

        member _.Log a =
            if a.Value <= a.Error then
                raise (Undefined "the logarithm of a number that is not positive")

            within 4.0 (log a.Value) (a.Error / (a.Value - a.Error))

        // Φ′ is below 1/2; the series is good to some units of rounding of 1.
        member _.Normal a =
            within 4.0 (NormalDistribution.cumulative a.Value) (a.Error / 2.0 + 8.0 * unit)

        member _.NormalDensityAtZero = within 4.0 NormalDistribution.densityAtZero 0.0

        // The slope is at most π; near its zeros the cosine is off by units of rounding of 1.
        member _.CosPi a =
            within 4.0 (Double.CosPi a.Value) (Math.PI * a.Error + 4.0 * unit)

        member _.Step a =
            steps.Add a.Value

            if abs a.Value <= a.Error then
                raise (Undefined "a kink")

            exactly (
                if (a.Value > 0.0) <> (turned = Some a.Value) then
                    1.0
                else
                    0.0
            )

        member _.Shift values =
            exactly (values |> Array.map _.Value |> Array.max)
