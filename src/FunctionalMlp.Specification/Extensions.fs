namespace FunctionalMlp.Specification.Extensions

open FunctionalMlp.Specification
open FunctionalMlp.Specification.Expression

/// The units of a layer.
[<Sealed>]
type Units = class end

/// The inputs of a layer.
[<Sealed>]
type Inputs = class end

/// What the library has beyond the paper, each with its equation; their numbers start with E. The derivative of an
/// element-wise function is stated as the gradient of the sum of its values.
module Extensions =
    let private u = dimension<Units> "u"
    let private z = vector "z" u
    let private t = vector "t" u
    let private W = matrix "W" u (dimension<Inputs> "v")
    let private λ = scalar "λ"
    let private one = ones u
    let private half = number 1 / number 2
    let private σ = apply Functions.sigmoid z
    let private positive = indicator z

    let private activation number title f derivative =
        Equation.state number "Activations" title (gradient (one.T * apply f z) z) derivative

    /// The derivatives of the activations.
    let activations =
        let tanh = apply Functions.tanh z
        let slope = number 1 / number 100

        [
            activation "(E1)" "Logistic function" Functions.sigmoid (σ .* (one - σ))
            activation "(E2)" "Hyperbolic tangent" Functions.tanh (one - tanh .* tanh)
            activation "(E3)" "Softplus" Functions.softplus σ
            activation "(E4)" "Leaky ReLU" (Functions.leakyRelu 1 100) (positive + slope *. (one - positive))
            activation "(E5)" "ELU" Functions.elu (positive + (one - positive) .* exp z)
            activation "(E6)" "SiLU" Functions.silu (σ .* (one + z .* (one - σ)))
        ]

    /// The gradients of the losses of one sample by its logits z, with targets t.
    let losses =
        let loss number title value gradientOfIt =
            Equation.state number "Losses" title (gradient value z) gradientOfIt

        [
            loss "(E7)" "Squared error" (half *. squaredNorm (z - t)) (z - t)
            loss "(E8)" "Binary cross-entropy on logits" (one.T * (apply Functions.softplus z - t .* z)) (σ - t)
            loss
                "(E9)"
                "Cross-entropy with soft or weighted labels"
                (-(t.T * log (softmax z)))
                ((one.T * t) *. softmax z - t)
            loss "(E10)" "Poisson loss on log-rates" (one.T * (exp z - t .* z)) (exp z - t)
        ]

    /// The pullback of softmax along a cotangent c.
    let softmaxPullback =
        let c, ψ = vector "c" u, softmax z
        Equation.state "(E13)" "Softmax" "The pullback of softmax" (gradient (c.T * ψ) z) (ψ .* (c - (c.T * ψ) *. one))

    /// The gradients of the penalties.
    let penalties =
        let penalty number title value gradientOfIt =
            Equation.state number "Penalties" title (gradient value W) gradientOfIt

        let absolute = one.T * apply Functions.abs W * ones (dimension<Inputs> "v")
        let sign = indicator W - indicator (-W)

        [
            penalty "(E11)" "Half the squared norm" (λ *. (half *. squaredNorm W)) (λ *. W)
            penalty "(E12)" "Sum of absolute values" (λ *. absolute) (λ *. sign)
        ]

    /// Every equation beyond the paper.
    let equations = activations @ losses @ penalties @ [ softmaxPullback ]
