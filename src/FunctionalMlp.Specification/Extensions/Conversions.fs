namespace FunctionalMlp.Specification.Extensions

open FunctionalMlp.Specification
open FunctionalMlp.Specification.Expression
open FunctionalMlp.Specification.Paper
open FunctionalMlp.Specification.Paper.Network
open FunctionalMlp.Specification.Paper.Section1

/// The same penalty on the weights W in the conventions of others.
module Conversions =
    let private section = "Conventions of penalties"
    let private half = number 1 / number 2
    let private two = number 2

    /// The paper's λ, doubled before a half; and as an α of scikit-learn for steps of N samples.
    let squaredNorm =
        let α = number 2 * (size N * λ)

        Equation.state
            "(E35)"
            section
            "The squared norm in three conventions"
            (gradient (λ *. Expression.squaredNorm W) W)
            (gradient ((half * (two * λ)) *. Expression.squaredNorm W) W)
        |> Equation.goingOn (gradient (α / (two * size N) *. Expression.squaredNorm W) W)
        |> Equation.goingOn ((two * λ) *. W)

    /// The conversions, in the order of their numbers.
    let equations = [ squaredNorm ]
