namespace FunctionalMlp.Specification.Extensions

open FunctionalMlp.Specification
open FunctionalMlp.Specification.Expression

/// How a layer's first weights come from its v inputs and u outputs: from standard normal numbers D, or from uniform ones
/// U between 0 and 1, which go to both sides of zero.
module Initializers =
    let private section = "Initialisers"
    let private u = dimension<Outputs> "u"
    let private v = dimension<Inputs> "v"
    let private two = number 2
    let private root a = apply Functions.sqrt a

    // About zero, up to 1: their variance is a third.
    let private symmetric = two *. matrix "U" u v - ones u * (ones v).T

    // Weights by their deviation; and divided by what the deviation is the inverse of.
    let private normal number title inputs =
        let D = matrix "D" u v
        let W = define "W" 0 (root (two / inputs) *. D)

        Equation.state number section title W (root (two / inputs) *. D)
        |> Equation.also (Claim.equal W (D / root (inputs / two)))

    // Weights by their bound; and by the deviation that they have: as many times as the root of the third demands.
    let private uniform number title inputs =
        let W = define "W" 0 (root (Expression.number 6 / inputs) *. symmetric)

        Equation.state number section title W (root (Expression.number 6 / inputs) *. symmetric)
        |> Equation.also (Claim.equal W ((root (Expression.number 3) * root (two / inputs)) *. symmetric))

    /// Normal, with He's variance.
    let heNormal = normal "(E81)" "He's normal weights" (size v)

    /// Uniform, with He's variance.
    let heUniform = uniform "(E82)" "He's uniform weights" (size v)

    // The inputs and outputs together.
    let private both = define "n" 0 (size u + size v)
    let private ofBoth = Equation.also (Claim.equal both (size u + size v))

    /// Normal, with Glorot's variance.
    let glorotNormal = normal "(E83)" "Glorot's normal weights" both |> ofBoth

    /// Uniform, with Glorot's variance.
    let glorotUniform = uniform "(E84)" "Glorot's uniform weights" both |> ofBoth

    /// The initialisers, in the order of their numbers.
    let equations = [ heNormal; heUniform; glorotNormal; glorotUniform ]
