namespace FunctionalMlp.Specification.Extensions

open FunctionalMlp.Specification
open FunctionalMlp.Specification.Expression

/// The steps taken so far.
[<Sealed>]
type StepsTaken = class end

/// The whole periods among the steps.
[<Sealed>]
type PeriodsPassed = class end

/// How learning rates go, t being the steps taken and S those that a schedule speaks of.
module Schedules =
    let private section = "Schedules"
    let private t = dimension<StepsTaken> "t"
    let private η = scalar "η"
    let private S = scalar "S"
    let private each = sum (index "s" t)

    /// The rate rises by the same amount with each step t, the first among them, up to the step after the last one of S.
    let warmUp =
        let rise = η / (S + number 1)
        Equation.state "(E32)" section "Warm-up" (each rise) ((size t / (S + number 1)) *. η)

    /// The logarithm of the rate moves by the same amount with each step; after S steps by that of the factor κ.
    let exponential =
        let κ = scalar "κ"
        let ofPeriod = log κ

        Equation.state
            "(E33)"
            section
            "Exponential decay"
            (η *. exp (each (ofPeriod / S)))
            (η *. exp (size t / S *. ofPeriod))
        |> Equation.also (Claim.equal (η *. exp (S / S *. ofPeriod)) (κ *. η))

    /// The logarithm of the rate moves by that of the factor κ with each of the q whole periods that have passed.
    let stepDecay =
        let q, ofPeriod = dimension<PeriodsPassed> "q", log (scalar "κ")

        Equation.state
            "(E34)"
            section
            "Step decay"
            (η *. exp (sum (index "s" q) ofPeriod))
            (η *. exp (size q *. ofPeriod))

    // The cosine schedules take any number of steps.
    let private taken = scalar "t"
    let private unit = number 1
    let private cosPi a = apply Functions.cosPi a
    let private square a = a * a

    // A part of a way, one at its end and beyond it; and what it is by cases.
    let private partOf letter way =
        let part = define letter 0 (unit - relu (unit - way))
        let isBefore = indicator (unit - way)
        part, Equation.also (Claim.equal part (isBefore * way + (unit - isBefore)))

    // From one rate to another by half a cosine.
    let private halfCosine first last part =
        last + (first - last) * (unit + cosPi part) / number 2

    /// From the rate η to ζ by half a cosine; first, by the square of the cosine of half the angle. On the way the rates at the
    /// same distance from both ends have the mean of the ends.
    let cosine =
        let ζ = scalar "ζ"
        let part, byCases = partOf "p" (taken / S)

        Equation.state
            "(E62)"
            section
            "Half a cosine"
            (ζ + (η - ζ) * square (cosPi (part / number 2)))
            (halfCosine η ζ part)
        |> byCases
        |> Equation.also (Claim.equal (halfCosine η ζ (taken / S) + halfCosine η ζ (unit - taken / S)) (η + ζ))
        |> Equation.also (Claim.equal (halfCosine η ζ (number 0)) η)
        |> Equation.also (Claim.equal (halfCosine η ζ unit) ζ)

    /// Up by half a cosine until the peak m, a share r of the C steps, and then down by another; first, both by the square of
    /// the sine or cosine of half the angle, as parts of the highest rate η.
    let oneCycle =
        let r, C = scalar "r", scalar "C"
        let low, lowest = unit / number 25, unit / number 250_000
        let peak = r * C - unit
        let risen = taken / peak
        let m = define "m" 0 (relu peak)
        let fallen, byCases = partOf "p" ((taken - m) / (C - unit - m))
        let isRising = indicator (peak - taken)

        Equation.state
            "(E63)"
            section
            "One cycle"
            (η
             * (isRising * (low + (unit - low) * square (cosPi ((unit - risen) / number 2)))
                + (unit - isRising)
                  * (lowest + (unit - lowest) * square (cosPi (fallen / number 2)))))
            (isRising * halfCosine (η / number 25) η risen
             + (unit - isRising) * halfCosine η (η / number 250_000) fallen)
        |> byCases
        |> Equation.also (Claim.equal m (indicator peak * peak))

    /// The schedules, in the order of their numbers.
    let equations = [ warmUp; exponential; stepDecay; cosine; oneCycle ]
