namespace FunctionalMlp.Specification.Extensions

open FunctionalMlp.Specification
open FunctionalMlp.Specification.Expression
open FunctionalMlp.Specification.Paper.Network

/// The losses beyond the paper's, with the mean and the weights of samples that the library has.
module Losses =
    // The outputs, the targets and the weights of a batch, one sample a row.
    let private Z = matrix "Z" N K
    let private T = matrix "T" N K
    let private w = vector "w" N
    let private everywhere = ones N * (ones K).T
    let private half = number 1 / number 2
    let private σ logits = apply Functions.sigmoid logits
    let private magnitude r = apply Functions.abs r

    // A loss, as a mean over the whole batch and over a sum that the page would have: that both say the same is proved.
    let private primitive value gradientNumber name batchwise samplewise slopes =
        let J = define "J" 0 batchwise

        {
            Value =
                Equation.state value "Losses" (Primitive.title name) J batchwise
                |> Equation.also (Claim.equal J samplewise)
            Derivative = Equation.state gradientNumber "Losses" $"The gradient of {name}" (gradient J Z) slopes
        }

    // The weighted mean over samples, and over outputs.
    let private targetLoss value gradientNumber name losses slopes (ofEntry: Scalar -> Scalar -> Scalar) =
        let scale = number 1 / (size K * ((ones N).T * w))
        let ofSample = sum j (ofEntry (entry i j Z) (entry i j T))

        primitive
            value
            gradientNumber
            name
            (scale *. (w.T * losses * ones K))
            (sum i (item i w * ofSample) / (size K * sum i (item i w)))
            (scale *. ((w * (ones K).T) .* slopes))

    /// Squared error.
    let squaredError =
        let r = Z - T

        targetLoss "(E50)" "(E7)" "the squared error" (r .* r) (number 2 *. r) (fun z t -> (z - t) * (z - t))

    /// Binary cross-entropy on logits.
    let binaryCrossEntropy =
        targetLoss
            "(E51)"
            "(E8)"
            "binary cross-entropy on logits"
            (apply Functions.softplus Z - T .* Z)
            (σ Z - T)
            (fun z t -> -(t * log (σ z) + (number 1 - t) * log (σ -z)))

    /// Poisson loss.
    let poisson =
        targetLoss "(E52)" "(E10)" "the Poisson loss on log-rates" (exp Z - T .* Z) (exp Z - T) (fun z t ->
            exp z - t * z)

    /// Huber loss with the bound δ.
    let huber =
        let δ = scalar "δ"
        let r = Z - T
        let isNear = indicator ((δ * δ) *. everywhere - r .* r)
        let isFar = everywhere - isNear
        let sign = indicator r - indicator -r

        targetLoss
            "(E53)"
            "(E14)"
            "the Huber loss"
            (isNear .* (half *. (r .* r))
             + isFar .* (δ *. (magnitude r - (half * δ) *. everywhere)))
            (isNear .* r + isFar .* (δ *. sign))
            (fun z t ->
                let distance = magnitude (z - t)
                let near = indicator (δ * δ - (z - t) * (z - t))

                near * ((z - t) * (z - t) / number 2)
                + (number 1 - near) * (δ * (distance - δ / number 2)))

    /// Cross-entropy with weights of samples and of classes and with smoothed labels.
    let crossEntropy =
        let weights, ε = vector "v" K, scalar "ε"
        let logits sample = (row sample Z).T

        // What the label of a sample becomes.
        let t sample =
            weights .* ((number 1 - ε) *. Δ sample + (ε / size K) *. ones K)

        let total = sum i (item i w * item (y i) weights)

        let ofClass =
            item j weights
            * ((number 1 - ε) * same j (y i) + ε / size K)
            * log (item j (softmax (logits i)))

        let ofSample =
            (item i w / total) *. (((ones K).T * t i) *. softmax (logits i) - t i)

        primitive
            "(E54)"
            "(E9)"
            "weighted cross-entropy with smoothed labels"
            (sum i (item i w * -((t i).T * log (softmax (logits i)))) / total)
            (-(sum i (item i w * sum j ofClass) / total))
            (stackRows i ofSample.T)

    /// The equations of the losses.
    let equations =
        [ squaredError; binaryCrossEntropy; poisson; huber; crossEntropy ]
        |> List.collect _.Equations
