namespace FunctionalMlp.Specification.Paper

open FunctionalMlp.Specification
open FunctionalMlp.Specification.Expression
open FunctionalMlp.Specification.Paper.Network
open FunctionalMlp.Specification.Paper.Gradients

/// The slips of sections 2.1 to 2.3. The derivatives of vectors are read as (2) to (9) have them, a row for each output;
/// gradients of J as (16) to (20) have them, in the shape of what they are taken by. Where a line has several slips, each
/// stands alone here, with the others mended.
module GradientSlips =
    let private node (e: Expression<'r, 'c>) = e.Node
    let private W1, b1, W2, b2 = node W1, node b1, node W2, node b2
    let private J, objective, R = node J, node objective, node R
    let private z3, a2, z2, a1 = node (z3 i), node (a2 i), node (z2 i), node (a1 i)
    let private δ3, δ2 = node (δ3 i), node (δ2 i)
    let private byLogit = Gradient(J, z3)
    let private penalty = node (number 2 *. (λ *. Network.W1))
    let private isPositive = Indicator z2

    let private overSamples body =
        match i.Position with
        | Position.At index -> SumOver(index, body)
        | _ -> body

    let private inShapeOf weights column =
        match weights with
        | Variable(_, shape) -> Reshape(column, shape)
        | _ -> column

    let private slip equation what left printed corrected =
        {
            Equation = equation
            What = what
            Printed = Claim.Equal(left, printed)
            Corrected = Claim.Equal(left, corrected)
            Kind = SlipKind.Slip
        }

    let private convention equation what left printed corrected =
        { slip equation what left printed corrected with
            Kind = SlipKind.Convention
        }

    // The chain rule through the logits, for one sample: what the paper writes without a sum and without an index.
    let private throughLogits by = Jacobian(z3, by).T * byLogit
    let private byHiddenWeights = Gradient(objective, W1)
    let private masked = (W2.T * δ3) .* isPositive

    let private lost what =
        $"The sum over the samples and the index i are lost in the chain rule: the logits of every sample depend on {what}, not those of one."

    let private order =
        "The factors of the chain rule do not conform in this order: a column is carried back through the transposed Jacobian, which stands on its left. (2.2 and 2.3 print the two orders; no one layout makes both right.)"

    let private swapped =
        "The factors stand in the wrong order: the transposed weights are applied to the cotangent from the left."

    let private wrongIndicator =
        "The indicator is that of the logits; the ReLU is applied to the pre-activation of the hidden layer."

    /// The slips of 2.2.
    let private outputWeights =
        [
            slip
                "§2.2, line 3"
                order
                (Gradient(J, W2))
                (overSamples (Jacobian(z3, W2) * byLogit))
                (overSamples (inShapeOf W2 (throughLogits W2)))
            slip
                "§2.2, line 3"
                (lost "the output weights")
                (Gradient(J, W2))
                (inShapeOf W2 (throughLogits W2))
                (overSamples (inShapeOf W2 (throughLogits W2)))
        ]

    /// The slips of 2.3, the hidden weights.
    let private hiddenWeights =
        let chain middle =
            overSamples (inShapeOf W1 ((Jacobian(z3, a2) * middle * Jacobian(z2, W1)).T * byLogit))
            + Gradient(R, W1)

        let back = inShapeOf W1 (throughLogits W1)
        let insideTheSum = inShapeOf W1 (Jacobian(z2, W1).T * masked)
        let slip = slip "(18)"

        [
            slip
                order
                byHiddenWeights
                (overSamples (byLogit * Jacobian(z3, W1)) + Gradient(R, W1))
                (overSamples back + Gradient(R, W1))
            slip
                (lost "the hidden weights")
                byHiddenWeights
                (back + Gradient(R, W1))
                (overSamples back + Gradient(R, W1))
            slip
                "Layer 1 is printed for layer 2: no pre-activation of layer 1 is defined, nothing depends on one, and the product vanishes."
                byHiddenWeights
                (chain (Jacobian(a2, Printed.undefinedPreActivation)))
                (chain (Jacobian(a2, z2)))
            slip
                "The bracket of the sum closes after the derivative of R, which is then counted N times."
                byHiddenWeights
                (overSamples (insideTheSum + Gradient(R, W1)))
                (overSamples insideTheSum + Gradient(R, W1))
            slip
                swapped
                byHiddenWeights
                (overSamples (((δ3 * W2.T) .* isPositive) * a1) + penalty)
                (overSamples (masked * a1) + penalty)
            slip
                wrongIndicator
                byHiddenWeights
                (overSamples (((W2.T * δ3) .* Indicator z3) * a1) + penalty)
                (overSamples (masked * a1) + penalty)
            slip
                "The derivative of the pre-activation by the weights is lost in the line before the last: what is left is H×1, not H×d."
                byHiddenWeights
                (overSamples masked + Gradient(R, W1))
                (overSamples insideTheSum + Gradient(R, W1))
            slip
                "The input stands, transposed, on the wrong side: cotangent times input is H×d."
                byHiddenWeights
                (overSamples (a1.T * masked) + penalty)
                (overSamples (masked * a1) + penalty)
        ]

    /// The slips of 2.3, the biases.
    let private biases =
        let hidden = slip "(19)"
        let byHidden, byOutput = Gradient(objective, b1), Gradient(objective, b2)

        [
            hidden order byHidden (overSamples (byLogit * Jacobian(z3, b1))) (overSamples (throughLogits b1))
            hidden (lost "the hidden biases") byHidden (throughLogits b1) (overSamples (throughLogits b1))
            hidden swapped byHidden (overSamples ((δ3 * W2.T) .* isPositive)) (overSamples δ2)
            hidden wrongIndicator byHidden (overSamples ((W2.T * δ3) .* Indicator z3)) (overSamples δ2)
            slip "(20)" order byOutput (overSamples (byLogit * Jacobian(z3, b2))) (overSamples (throughLogits b2))
            slip "(20)" (lost "the output biases") byOutput (throughLogits b2) (overSamples (throughLogits b2))
        ]

    /// What is unusual in 2.1 to 2.3, and holds.
    let private conventions =
        let withInnerIndex = node (perSample *. sum i (negativeLog i))
        let onlyOutput = node (λ *. squaredNorm Network.W2)

        [
            convention
                "§2.1, line 2"
                "The sum over the samples uses the index i of the sample that one differentiates by; the inner i is another."
                byLogit
                (Gradient(withInnerIndex, z3))
                (Gradient(node crossEntropy, z3))
            convention
                "§2.1"
                "exp of a vector is taken entry by entry."
                (node (negativeLog i))
                (node (logSumExp (Network.z3 i) - item (y i) (Network.z3 i)))
                (node (logSumExp (Network.z3 i) - item (y i) (Network.z3 i)))
            convention
                "(18)"
                "Under the sum the index i is left out of the layers that it numbers, here and in the lines around."
                byHiddenWeights
                (overSamples (inShapeOf W1 ((Jacobian(z3, a2) * Jacobian(a2, z2) * Jacobian(z2, W1)).T * δ3))
                 + Gradient(R, W1))
                (overSamples (inShapeOf W1 ((Jacobian(z3, a2) * Jacobian(a2, z2) * Jacobian(z2, W1)).T * δ3))
                 + Gradient(R, W1))
            convention
                "(17)"
                "The derivative of J by a matrix has the shape of the matrix, not one row as (7) would have it."
                (Gradient(objective, W2))
                byOutputWeights.Right
                byOutputWeights.Right
            convention
                "(17)"
                "The 2-norm of a matrix is its Frobenius norm here, as the double sum in the next line shows, not its largest singular value."
                (Gradient(R, W2))
                (Gradient(onlyOutput, W2))
                (Gradient(onlyOutput, W2))
        ]

    /// The slips of 2.1 to 2.3.
    let all = outputWeights @ hiddenWeights @ biases @ conventions
