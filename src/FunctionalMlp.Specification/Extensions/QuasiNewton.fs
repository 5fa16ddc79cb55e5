namespace FunctionalMlp.Specification.Extensions

open FunctionalMlp.Specification
open FunctionalMlp.Specification.Expression

/// The limited-memory method of Broyden, Fletcher, Goldfarb and Shanno, with a memory of two: the parameters have moved by
/// s, and the gradients by y. The number of a correction stands above its letter.
module QuasiNewton =
    let private section = "L-BFGS"
    let private P = dimension<AllParameters> "P"
    let private s step = variable "s" step P one
    let private y step = variable "y" step P one
    let private g = vector "g" P
    let private unit = number 1
    let private root a = apply Functions.sqrt a

    let private ρ step =
        define "ρ" step (unit / ((y step).T * s step))

    // The length of what the memory starts from.
    let private γ = define "γ" 0 ((s 2).T * y 2 / ((y 2).T * y 2))

    // Takes away what a correction tells of a gradient.
    let private projection step =
        identity P - ρ step *. (y step * (s step).T)

    // The approximate inverse of the Hessian after a correction, from that before it.
    let private corrected step before =
        (projection step).T * before * projection step + ρ step *. (s step * (s step).T)

    let private H0 = γ *. identity P
    let private H1 = define "H" 1 (corrected 1 H0)
    let private H2 = define "H" 2 (corrected 2 H1)

    // The first loop goes from the last correction to the first, the second loop back.
    let private share step q =
        define "α" step (ρ step *. ((s step).T * q))

    let private α2 = share 2 g
    let private q2 = define "q" 2 (g - α2 *. y 2)
    let private α1 = share 1 q2
    let private q1 = define "q" 1 (q2 - α1 *. y 1)

    let private back step α before =
        before + (α - ρ step *. ((y step).T * before)) *. s step

    let private r0 = γ *. q1
    let private r1 = define "r" 1 (back 1 α1 r0)
    let private r2 = define "r" 2 (back 2 α2 r1)

    /// The direction of a step, of length 1: first, by two loops over the corrections; then, by the updates of the inverse of the
    /// Hessian written out. It meets the secant equation.
    let direction =
        let length (d: Expression<AllParameters, One>) = root (d.T * d)

        Equation.state "(E85)" section "The direction of a step" (-r2 / length r2) (-(H2 * g) / length (H2 * g))
        |> Equation.also (Claim.equal (H2 * g) (back 2 α2 r1))
        |> Equation.also (Claim.equal (H1 * q2) (back 1 α1 (γ *. q1)))
        |> Equation.also (Claim.equal H2 (corrected 2 H1))
        |> Equation.also (Claim.equal α2 ((s 2).T * g / ((s 2).T * y 2)))
        |> Equation.also (Claim.equal q2 (projection 2 * g))
        |> Equation.also (Claim.equal q1 (projection 1 * (projection 2 * g)))
        |> Equation.also (Claim.equal (ρ 2) (unit / ((s 2).T * y 2)))
        |> Equation.also (Claim.equal (γ * squaredNorm (y 2)) ((s 2).T * y 2))
        |> Equation.also (Claim.equal (H2 * y 2) (s 2))
        |> Equation.also (Claim.equal H2.T H2)

    // A step, and the gradients before and after it.
    let private d = vector "d" P
    let private h state = variable "h" state P one

    /// What a step tells of the curvature, by the number γ that takes the change of the gradient nearest to the step: there the
    /// square of the distance has no slope. It is what the memory starts from.
    let curvature =
        let change = define "y" 0 (h 2 - h 1)
        let γ = define "γ" 0 (d.T * change / squaredNorm change)

        Equation.state "(E87)" section "The scale of the curvature" γ (d.T * change / squaredNorm change)
        |> Equation.also (Claim.equal (gradient (squaredNorm (γ *. change - d)) γ) (number 0))
        |> Equation.also (Claim.equal change (h 2 - h 1))

    /// What a step d, from the first value J and gradient h to the second, lacks: the value must fall by enough, and the slope
    /// must become flat enough. It is zero where both hold. First, with the slope between two bounds; then, with its magnitude
    /// below one.
    let wolfeConditions =
        let J state = variable "J" state one one
        let slope state = (h state).T * d
        let magnitude a = apply Functions.abs a
        let flatness = number 9 / number 10 * magnitude (slope 1)
        let height = relu (J 2 - (J 1 + slope 1 / number 10_000))

        Equation.state
            "(E86)"
            section
            "The strong Wolfe conditions"
            (height + relu (slope 2 - flatness) + relu (-(slope 2) - flatness))
            (height + relu (magnitude (slope 2) - flatness))

    /// The equations, in the order of their numbers.
    let equations = [ direction; wolfeConditions; curvature ]
