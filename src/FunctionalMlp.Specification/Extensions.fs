namespace FunctionalMlp.Specification.Extensions

open FunctionalMlp.Specification
open FunctionalMlp.Specification.Expression
open FunctionalMlp.Specification.Paper.Network

/// The units of a layer.
[<Sealed>]
type Units = class end

/// The inputs of a layer.
[<Sealed>]
type Inputs = class end

/// What the library has beyond the paper, each with its equation; their numbers start with E. A pullback is stated as the
/// gradient of the inner product of φ(z) and the cotangent c; a loss with the mean and the weights of samples that the library has.
module Extensions =
    let private u = dimension<Units> "u"
    let private v = dimension<Inputs> "v"
    let private z = vector "z" u
    let private c = vector "c" u
    let private W = matrix "W" u v
    let private μ = scalar "μ"
    let private one = ones u
    let private half = number 1 / number 2
    let private σ = apply Functions.sigmoid z
    let private positive = indicator z

    let private activation number title f derivative =
        Equation.state number "Activations" title (gradient (c.T * apply f z) z) (c .* derivative)

    /// The pullbacks of the activations.
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
            activation "(E17)" "GELU" Functions.gelu (apply Functions.normal z + z .* apply Functions.normalDensity z)
        ]

    // The outputs, the targets and the weights of a batch, one sample a row.
    let private Z = matrix "Z" N K
    let private T = matrix "T" N K
    let private w = vector "w" N
    let private everywhere = ones N * (ones K).T

    // The weighted mean over samples, and over outputs.
    let private targetLoss number title losses slopes =
        let scale = Expression.number 1 / (size K * ((ones N).T * w))
        let J = scale *. (w.T * losses * ones K)
        Equation.state number "Losses" title (gradient J Z) (scale *. ((w * (ones K).T) .* slopes))

    /// The gradients of the losses against targets.
    let targetLosses =
        let r = Z - T
        let isNear = indicator (everywhere - r .* r)
        let isFar = everywhere - isNear

        let huber =
            isNear .* (half *. (r .* r))
            + isFar .* (apply Functions.abs r - half *. everywhere)

        let sign = indicator r - indicator (-r)

        [
            targetLoss "(E7)" "Squared error" (r .* r) (number 2 *. r)
            targetLoss
                "(E8)"
                "Binary cross-entropy on logits"
                (apply Functions.softplus Z - T .* Z)
                (apply Functions.sigmoid Z - T)
            targetLoss "(E10)" "Poisson loss on log-rates" (exp Z - T .* Z) (exp Z - T)
            targetLoss "(E14)" "Huber loss, δ = 1" huber (isNear .* r + isFar .* sign)
        ]

    /// Cross-entropy with weights of samples and of classes and with smoothed labels.
    let crossEntropy =
        let weights, ε = vector "v" K, scalar "ε"
        let logits sample = (row sample Z).T

        // What the label of a sample becomes.
        let t sample =
            weights .* ((number 1 - ε) *. Δ sample + (ε / size K) *. ones K)

        let total = sum i (item i w * item (y i) weights)
        let J = sum i (item i w * -((t i).T * log (softmax (logits i)))) / total

        let ofSample =
            (item i w / total) *. (((ones K).T * t i) *. softmax (logits i) - t i)

        Equation.state
            "(E9)"
            "Losses"
            "Weighted cross-entropy with smoothed labels"
            (gradient J Z)
            (stackRows i ofSample.T)

    /// The pullback of softmax.
    let softmaxPullback =
        let ψ = softmax z
        Equation.state "(E13)" "Softmax" "The pullback of softmax" (gradient (c.T * ψ) z) (ψ .* (c - (c.T * ψ) *. one))

    /// The pullback of inverted dropout with the mask m, which drops a part p of the units.
    let dropout =
        let m, p = vector "m" u, scalar "p"
        let scale = number 1 / (number 1 - p)
        Equation.state "(E15)" "Dropout" "Inverted dropout" (gradient (c.T * (scale *. (m .* z))) z) (scale *. (m .* c))

    /// The gradients of the penalties.
    let penalties =
        let penalty number title value gradientOfIt =
            Equation.state number "Penalties" title (gradient value W) gradientOfIt

        let absolute = one.T * apply Functions.abs W * ones v
        let sign = indicator W - indicator (-W)
        let perSample = λ / (number 2 * size N)

        [
            penalty "(E11)" "Half the squared norm" (λ *. (half *. squaredNorm W)) (λ *. W)
            penalty "(E12)" "Elastic net" (λ *. absolute + μ *. squaredNorm W) (λ *. sign + (number 2 * μ) *. W)
            penalty "(E16)" "The squared norm per sample" (perSample *. squaredNorm W) ((λ / size N) *. W)
        ]

    /// Every equation beyond the paper.
    let equations =
        activations
        @ targetLosses
        @ [ crossEntropy ]
        @ penalties
        @ [ softmaxPullback; dropout ]
        @ Updates.equations
        @ Schedules.equations
        @ Conversions.equations
        @ Metrics.equations
        @ Products.equations
