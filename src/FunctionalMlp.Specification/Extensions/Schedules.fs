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

    /// The schedules, in the order of their numbers.
    let equations = [ warmUp; exponential; stepDecay ]
