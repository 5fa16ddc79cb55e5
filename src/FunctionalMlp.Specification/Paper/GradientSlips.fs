namespace FunctionalMlp.Specification.Paper

open FunctionalMlp.Specification
open FunctionalMlp.Specification.Expression
open FunctionalMlp.Specification.Paper.Slips

/// The slips of sections 2.2 and 2.3. Where a line has several, each stands alone here, with the others mended.
module GradientSlips =
    let private node (e: Expression<'r, 'c>) = e.Node
    let private W1, b1 = node Network.W1, node Network.b1
    let private W2 = node Network.W2
    let private z3, a2, z2 = node Batch.z3, node Batch.a2, node Batch.z2
    let private J = node Batch.J
    let private objective = node Gradients.objective
    let private byR = Gradient(node Gradients.R, W1)
    let private penalty = node (number 2 *. (Network.λ *. Network.W1))

    // The letters of one sample.
    let private i = Network.i
    let private z3i, a2i = node (Network.z3 i), node (Network.a2 i)
    let private z2i, a1i = node (Network.z2 i), node (Network.a1 i)
    let private δ3, δ2 = node (Gradients.δ3 i), node (Gradients.δ2 i)
    let private overSamples = Printed.overSamples
    let private maskedBy sign = (W2.T * δ3) .* Indicator sign

    // The chain rule through the hidden layer.
    let private chain product =
        Claim.Equal(Jacobian(J, W1), Jacobian(J, z3) * Jacobian(z3, a2) * product)

    let private allSamples =
        "z and a without an index are those of all samples, one a row; a derivative has a row for each output, as in section 1."

    let private mended = "The other slips of the line are mended."

    let private outputWeights =
        let left = Jacobian(J, W2)

        [
            slip
                Gradients.lossByOutputWeights
                "The order of the factors contradicts section 2.3, which has the derivative of J first. Whatever the layout, one of the two does not conform; with a row for each output, as section 1 has it, it is this one (⋆)."
                allSamples
                (Claim.Equal(left, Jacobian(z3, W2) * Jacobian(J, z3)))
                (Claim.Equal(left, Jacobian(J, z3) * Jacobian(z3, W2)))
        ]

    let private hiddenWeights =
        let slip = slip Gradients.byHiddenWeights

        let whole what readAs printed corrected =
            let left = Gradient(objective, W1)
            slip what readAs (Claim.Equal(left, printed)) (Claim.Equal(left, corrected))

        [
            slip
                "Layer 1 is printed for layer 2: no pre-activation of layer 1 is defined, nothing depends on one, and the product vanishes."
                allSamples
                (chain (Jacobian(a2, Printed.undefinedPreActivation) * Jacobian(z2, W1)))
                (chain (Jacobian(a2, z2) * Jacobian(z2, W1)))
            slip
                "Where the sum over the samples is written out, the derivatives lose the index i, which 2.2 has there. Taken for all samples they do not conform under the sum; taken for one, they would leave the lines before without a sum."
                "The cotangent is laid down as the row that the chain rule wants; layer 1 is mended to layer 2, and the derivative of R is left out."
                (Claim.Equal(
                    Jacobian(J, W1),
                    overSamples ((node Batch.δ).T * Jacobian(z3, a2) * Jacobian(a2, z2) * Jacobian(z2, W1))
                ))
                (Claim.Equal(
                    Jacobian(node Gradients.J, W1),
                    overSamples (δ3.T * Jacobian(z3i, a2i) * Jacobian(a2i, z2i) * Jacobian(z2i, W1))
                ))
            slip
                "The transposed weights are printed for the derivative of the logits by the hidden layer. In the other layout they would be right, but would have to stand on the left of the cotangent, and they stand on its right."
                "What is put in for the derivative from one line to the next, with the index i that the line leaves out."
                (Claim.Equal(Jacobian(z3i, a2i), W2.T))
                (Claim.Equal(Jacobian(z3i, a2i), W2))
            whole
                "The indicator is that of the logits; the ReLU is applied to the pre-activation of the hidden layer."
                mended
                (overSamples (maskedBy z3i * a1i) + penalty)
                (overSamples (maskedBy z2i * a1i) + penalty)
            whole
                "The derivative of the pre-activation by the weights is lost in the line before the last: what is left has a number for each hidden unit, not for each weight."
                mended
                (overSamples (maskedBy z2i) + byR)
                (overSamples (Printed.inShapeOf W1 ((maskedBy z2i).T * Jacobian(z2i, W1))) + byR)
            whole
                "The input stands on the wrong side of the cotangent: d×1 times H×1 does not conform, and with a cotangent laid down as a row it would give d×H, which cannot be added to H×d."
                mended
                (overSamples (a1i.T * maskedBy z2i) + penalty)
                (overSamples (maskedBy z2i * a1i) + penalty)
        ]

    let private hiddenBiases =
        let slip what printed =
            let left = Gradient(objective, b1)
            slip Gradients.byHiddenBiases what mended (Claim.Equal(left, printed)) (Claim.Equal(left, overSamples δ2))

        [
            slip
                "The transposed weights stand on the wrong side of the cotangent: K×1 times H×K does not conform, nor does 1×K times H×K."
                (overSamples ((δ3 * W2.T) .* Indicator z2i))
            slip
                $"The indicator is that of the logits, as in {Gradients.byHiddenWeights.Number}: the mask has an entry for each class, not for each hidden unit."
                (overSamples (maskedBy z3i))
        ]

    /// The slips of 2.2 and 2.3.
    let all = outputWeights @ hiddenWeights @ hiddenBiases
