namespace FunctionalMlp.Specification.Extensions

open FunctionalMlp.Specification
open FunctionalMlp.Specification.Expression
open FunctionalMlp.Specification.Paper.Network

/// The outputs of a layer.
[<Sealed>]
type Outputs = class end

/// The inputs of a layer.
[<Sealed>]
type Inputs = class end

/// The penalties beyond the paper's, of one layer's weights.
module Penalties =
    let private u = dimension<Outputs> "u"
    let private v = dimension<Inputs> "v"
    let private k = index "k" u
    let private l = index "l" v
    let private W = matrix "W" u v
    let private μ, α, ρ = scalar "μ", scalar "α", scalar "ρ"
    let private half = number 1 / number 2
    let private sign = indicator W - indicator -W
    let private sumOfMagnitudes = (ones u).T * apply Functions.abs W * ones v
    let private abs w = (indicator w - indicator -w) * w

    // A penalty, of the whole matrix and of each weight: that both say the same is proved.
    let private penalty value gradientNumber name ofMatrix gradientOfIt (ofWeight: Scalar -> Scalar) =
        let R = define "R" 0 ofMatrix

        {
            Value =
                Equation.state value "Penalties" (Primitive.title name) R ofMatrix
                |> Equation.also (Claim.equal R (sum k (sum l (ofWeight (entry k l W)))))
            Derivative = Equation.state gradientNumber "Penalties" $"The gradient of {name}" (gradient R W) gradientOfIt
        }

    /// Half the squared norm.
    let halfSquaredNorm =
        penalty "(E55)" "(E11)" "half the squared norm" (λ *. (half *. squaredNorm W)) (λ *. W) (fun w ->
            λ * (w * w) / number 2)

    /// The squared norm per sample.
    let squaredNormPerSample =
        let scale = α / (number 2 * size N)

        penalty "(E56)" "(E16)" "the squared norm per sample" (scale *. squaredNorm W) ((α / size N) *. W) (fun w ->
            α * (w * w) / (number 2 * size N))

    /// The sum of magnitudes.
    let l1 =
        penalty "(E57)" "(E58)" "the sum of magnitudes" (λ *. sumOfMagnitudes) (λ *. sign) (fun w -> λ * abs w)

    /// The elastic net.
    let elasticNet =
        penalty
            "(E59)"
            "(E12)"
            "the elastic net"
            (λ *. sumOfMagnitudes + μ *. squaredNorm W)
            (λ *. sign + (number 2 * μ) *. W)
            (fun w -> λ * abs w + μ * (w * w))

    /// The elastic net with a share ρ of magnitudes.
    let elasticNetOfRatio =
        penalty
            "(E60)"
            "(E61)"
            "the elastic net of a ratio"
            ((α * ρ) *. sumOfMagnitudes + (half * (α * (number 1 - ρ))) *. squaredNorm W)
            ((α * ρ) *. sign + (α * (number 1 - ρ)) *. W)
            (fun w -> α * (ρ * abs w + (number 1 - ρ) * (w * w) / number 2))

    /// The equations of the penalties.
    let equations =
        [ halfSquaredNorm; squaredNormPerSample; l1; elasticNet; elasticNetOfRatio ]
        |> List.collect _.Equations
