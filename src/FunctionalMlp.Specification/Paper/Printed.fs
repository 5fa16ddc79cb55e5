namespace FunctionalMlp.Specification.Paper

open FunctionalMlp.Specification
open FunctionalMlp.Specification.Expression

/// The derivations of sections 2.1 to 2.3 as printed, untyped, for not all of their lines conform.
module Printed =
    let private node (e: Expression<'r, 'c>) = e.Node

    let private W1, b1 = node Network.W1, node Network.b1
    let private W2, b2 = node Network.W2, node Network.b2
    let private J, objective = node Batch.J, node Batch.objective
    let private z3, a2, z2 = node Batch.z3, node Batch.a2, node Batch.z2

    let private z3i, a2i, a1i =
        node Batch.z3i, node Batch.a2i, node (Network.a1 Network.i)

    let private δ = node Batch.δ

    /// What the lines of 2.2 and 2.3 are read as.
    let reading =
        "Letters without the index of a sample are those of all samples, one a row. A derivative in a product has a row "
        + "for each output, as section 1 has it; the product, a row, is read into the shape of the weights or biases. "
        + "Closing brackets that nothing opens are left out."

    /// z^(1), which the definitions of the network do not have.
    let undefinedPreActivation =
        match z2 with
        | Defined(symbol, _) ->
            Variable(
                { symbol with Layer = Some 1 },
                {
                    Rows = Network.N.Dimension
                    Columns = Network.H.Dimension
                }
            )
        | other -> other

    let private byR by = Gradient(node Gradients.R, by)

    /// The sum over the samples.
    let overSamples body =
        match Network.i.Position with
        | Position.At index -> SumOver(index, body)
        | _ -> body

    /// A row of derivatives in the shape of what it is taken by.
    let inShapeOf variable row =
        match variable with
        | Variable(_, shape) when shape.Columns <> Dimension.One -> Reshape(Transpose row, shape)
        | _ -> Transpose row

    /// The squared norm of W2 as the printed double sum, whose first index is again called i.
    let doubleSum first =
        let entry = entry (index first Network.K) (index "j" Network.H) Network.W2
        sum (index first Network.K) (sum (index "j" Network.H) (entry * entry))

    /// Section 2.1.
    let byLogits =
        let by = Batch.z3i
        let row = exp by
        let total = sum Network.j (item Network.j row)
        let labelled = item (Network.y Network.i) row
        let scaled e = Gradients.perSample *. e

        Derivation.typed
            Derivations.byLogits.Name
            [
                gradient Batch.J by
                gradient Batch.crossEntropy by
                scaled (gradient Batch.negativeLog by)
                scaled (gradient (log total - log labelled) by)
                scaled (gradient (log total) by - gradient (log labelled) by)
                scaled (gradient (log total) by - gradient (item (Network.y Network.i) by) by)
                scaled (row / total - Network.Δ Network.i)
                Batch.δ
            ]

    let private penalised =
        let byJ = Gradient(J, W2)
        let norms = squaredNorm Network.W1 + squaredNorm Network.W2

        Derivation.untyped
            Derivations.byOutputWeights.Name
            [
                Gradient(objective, W2)
                byJ + byR W2
                byJ + Gradient(node (Network.λ *. norms), W2)
                byJ + Gradient(node (Network.λ *. doubleSum "i"), W2)
                overSamples (δ * a2i.T) + node (number 2 *. (Network.λ *. Network.W2))
            ]

    /// Section 2.2.
    let byOutputWeights =
        let inShape = inShapeOf W2
        let ofSample = node (Gradients.perSample *. Batch.negativeLog)

        // Each product in the printed order of its factors.
        Derivation.untyped
            Derivations.byOutputWeights.Name
            [
                Gradient(J, W2)
                Gradient(node Batch.crossEntropy, W2)
                inShape (Jacobian(z3, W2) * Jacobian(node Batch.crossEntropy, z3))
                overSamples (inShape (Jacobian(z3i, W2) * Jacobian(ofSample, z3i)))
                overSamples (inShape (Jacobian(z3i, W2) * Jacobian(J, z3i)))
                overSamples (inShape (Jacobian(W2 * a2i + b2, W2) * Jacobian(J, z3i)))
                overSamples (δ * a2i.T)
            ]
        |> Derivation.goingOn penalised

    /// Section 2.3, the hidden weights.
    let byHiddenWeights =
        let inShape = inShapeOf W1
        let tail = Jacobian(a2, undefinedPreActivation) * Jacobian(z2, W1)
        let masked = (δ * W2.T) .* Indicator z3i

        Derivation.untyped
            Derivations.byHiddenWeights.Name
            [
                Gradient(objective, W1)
                Gradient(J, W1) + byR W1
                inShape (Jacobian(J, z3) * Jacobian(z3, W1)) + byR W1
                inShape (Jacobian(J, z3) * Jacobian(z3, a2) * Jacobian(a2, W1)) + byR W1
                inShape (Jacobian(J, z3) * Jacobian(z3, a2) * tail) + byR W1
                overSamples (inShape (δ * Jacobian(z3, a2) * tail)) + byR W1
                overSamples (inShape (δ * W2.T * tail)) + byR W1
                overSamples (inShape (masked * Jacobian(z2, W1))) + byR W1
                overSamples masked + byR W1
                overSamples (a1i.T * masked) + node (number 2 *. (Network.λ *. Network.W1))
            ]

    /// Section 2.3, the hidden biases; the last line is printed twice.
    let byHiddenBiases =
        let inShape = inShapeOf b1
        let masked = (δ * W2.T) .* Indicator z3i

        Derivation.untyped
            Derivations.byHiddenBiases.Name
            [
                Gradient(objective, b1)
                Gradient(J, b1) + byR b1
                inShape (Jacobian(J, z3) * Jacobian(z3, b1)) + byR b1
                inShape (Jacobian(J, z3) * Jacobian(z3, a2) * Jacobian(a2, b1)) + byR b1
                inShape (Jacobian(J, z3) * Jacobian(z3, a2) * Jacobian(a2, z2) * Jacobian(z2, b1))
                + byR b1
                overSamples masked + byR b1
                overSamples masked
                overSamples masked
            ]

    /// Section 2.3, the output biases.
    let byOutputBiases =
        Derivation.untyped
            Derivations.byOutputBiases.Name
            [
                Gradient(objective, b2)
                Gradient(J, b2) + byR b2
                inShapeOf b2 (Jacobian(J, z3) * Jacobian(z3, b2)) + byR b2
                overSamples δ + byR b2
                overSamples δ
            ]
