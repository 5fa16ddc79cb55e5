namespace FunctionalMlp.Specification.Paper

open FunctionalMlp.Specification
open FunctionalMlp.Specification.Expression
open FunctionalMlp.Specification.Paper.Network

/// Sections 2.1 to 2.3 of the paper, equations (16) to (20): the loss J, the penalty R, their sum J̃, and the gradients.
/// Each equation stands as corrected; Slips has it as printed.
module Gradients =
    /// −log of the probability that logits give to a sample's label.
    let negativeLogOf (logits: At<Samples> -> Expression<Classes, One>) sample =
        -(log (item (y sample) (exp (logits sample)) / sum j (item j (exp (logits sample)))))

    /// −log of the probability that the network gives to a sample's label.
    let negativeLog sample = negativeLogOf z3 sample

    // The sample that a sum runs over while i is left free.
    let private other = index "i′" N

    /// The part of a sample in the mean.
    let perSample = number 1 / size N
    /// The cross-entropy as the paper writes it out.
    let crossEntropy = perSample *. sum other (negativeLog other)
    /// The mean cross-entropy of the labels.
    let J = define "J" 0 crossEntropy
    /// The penalty; the biases are not penalised.
    let R = define "R" 0 (λ *. (squaredNorm W1 + squaredNorm W2))
    /// The objective.
    let objective = define "J̃" 0 (J + R)

    /// The logarithm of the sum of exponentials, as the paper writes it out.
    let logOfSum sample = log (sum j (item j (exp (z3 sample))))

    /// The cotangent of logits, equation (16).
    let δ3Of (logits: At<Samples> -> Expression<Classes, One>) sample =
        perSample *. (softmax (logits sample) - Δ sample)

    /// The cotangent of the network's logits.
    let δ3 sample = δ3Of z3 sample

    /// The cotangent of the hidden pre-activation.
    let δ2 sample =
        (W2.T * δ3 sample) .* indicator (z2 sample)

    // The same values in the form that does not overflow: log-sum-exp takes off the largest logit.
    let private stableLoss = perSample *. sum i (logSumExp (z3 i) - item (y i) (z3 i))

    /// Unnumbered, in 2.1.
    let lossOfSample =
        Equation.state
            "§2.1, line 4"
            "2.1"
            "The loss of a sample by log-sum-exp"
            (negativeLog i)
            (logSumExp (z3 i) - item (y i) (z3 i))

    /// Unnumbered, in 2.1.
    let lossValue =
        Equation.state "§2.1, J" "2.1" "The loss by log-sum-exp" J crossEntropy
        |> Equation.goingOn stableLoss

    /// Unnumbered, in 2.2.
    let objectiveValue =
        Equation.state "§2.2, J̃" "2.2" "The objective: loss and penalty" objective (J + R)
        |> Equation.goingOn (stableLoss + λ *. (squaredNorm W1 + squaredNorm W2))

    /// Unnumbered, in 2.1.
    let logSumExpGradient =
        Equation.state
            "§2.1, line 7, first term"
            "2.1"
            "The gradient of log-sum-exp is softmax"
            (gradient (logOfSum i) (z3 i))
            (softmax (z3 i))
        |> Equation.also (Claim.equal (gradient (logSumExp (z3 i)) (z3 i)) (softmax (z3 i)))

    /// Unnumbered, in 2.1.
    let logitGradient =
        Equation.state
            "§2.1, line 7, second term"
            "2.1"
            "The gradient of a label's logit is the one-hot label"
            (gradient (item (y i) (z3 i)) (z3 i))
            (Δ i)

    /// (16); the number is not printed, but (15) stands before the result and (17) after it.
    let byLogits =
        Equation.state "(16)" "2.1" "The gradient of J by the logits" (gradient J (z3 i)) (δ3 i)

    /// Unnumbered, in 2.2.
    let lossByOutputWeights =
        Equation.state
            "§2.2, first result"
            "2.2"
            "The gradient of J by the output weights"
            (gradient J W2)
            (sum i (δ3 i * (a2 i).T))

    /// (17)
    let byOutputWeights =
        Equation.state
            "(17)"
            "2.2"
            "The gradient of J̃ by the output weights"
            (gradient objective W2)
            (sum i (δ3 i * (a2 i).T) + number 2 *. (λ *. W2))

    /// (18)
    let byHiddenWeights =
        Equation.state
            "(18)"
            "2.3"
            "The gradient of J̃ by the hidden weights"
            (gradient objective W1)
            (sum i (δ2 i * a1 i) + number 2 *. (λ *. W1))

    /// (19)
    let byHiddenBiases =
        Equation.state "(19)" "2.3" "The gradient of J̃ by the hidden biases" (gradient objective b1) (sum i (δ2 i))

    /// (20)
    let byOutputBiases =
        Equation.state "(20)" "2.3" "The gradient of J̃ by the output biases" (gradient objective b2) (sum i (δ3 i))

    /// The equations, in the order of the paper.
    let equations =
        [
            lossOfSample
            lossValue
            logSumExpGradient
            logitGradient
            byLogits
            lossByOutputWeights
            objectiveValue
            byOutputWeights
            byHiddenWeights
            byHiddenBiases
            byOutputBiases
        ]
