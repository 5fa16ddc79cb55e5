namespace FunctionalMlp.Specification.Paper

open FunctionalMlp.Specification
open FunctionalMlp.Specification.Expression
open FunctionalMlp.Specification.Paper.Network
open FunctionalMlp.Specification.Paper.Gradients

/// The derivations of sections 2.1 to 2.3 as printed, untyped, for not all of their lines conform. One reading is kept
/// to: a derivative of a vector has a row for each output, as (2) to (9) have it, and the gradient of J has the shape of
/// what it is taken by, as (16) to (20) have it.
module Printed =
    let private node (e: Expression<'r, 'c>) = e.Node

    /// A letter of section 2 without its sample, as the paper prints it in 2.2 and 2.3.
    let private withoutSample expression =
        match node expression with
        | Defined(symbol, body) -> Defined({ symbol with Subscript = [] }, body)
        | other -> other

    let private W1, b1, W2, b2 = node W1, node b1, node W2, node b2
    let private J, objective = node J, node objective
    let private z3i, a1i, a2i = node (z3 i), node (a1 i), node (a2 i)

    let private z3, a2, z2 =
        withoutSample (z3 i), withoutSample (a2 i), withoutSample (z2 i)

    /// z^(1), which (10) to (15) do not define.
    let undefinedPreActivation =
        Variable(
            {
                Letter = "z"
                Layer = Some 1
                Subscript = []
            },
            {
                Rows = H.Dimension
                Columns = Dimension.One
            }
        )

    let private z1 = undefinedPreActivation
    let private byR by = Gradient(node R, by)

    let private overSamples body =
        match i.Position with
        | Position.At index -> SumOver(index, body)
        | _ -> body

    // The sum over the samples has the name of the sample that one differentiates by; it is the inner one that counts.
    let private crossEntropy = node (perSample *. sum i (negativeLog i))
    let private δ = node (δ3 i)

    /// Section 2.1. Every line holds: but for the name of the sum's index it is the corrected derivation.
    let byLogits =
        let corrected = Derivations.byLogits

        { corrected with
            Lines =
                corrected.Lines
                |> List.mapi (fun number line ->
                    if number = 1 then
                        { line with
                            Expression = Gradient(crossEntropy, z3i)
                        }
                    else
                        line)
        }

    /// Section 2.2. What follows on its first result holds as printed.
    let byOutputWeights =
        Derivation.untyped
            "2.2: J̃ by W2"
            [
                Gradient(J, W2)
                Gradient(crossEntropy, W2)
                Jacobian(z3, W2) * Gradient(crossEntropy, z3)
                overSamples (Jacobian(z3i, W2) * Gradient(node (perSample *. negativeLog i), z3i))
                overSamples (Jacobian(z3i, W2) * Gradient(J, z3i))
                overSamples (Jacobian(W2 * a2i + b2, W2) * Gradient(J, z3i))
                overSamples (δ * a2i.T)
            ]
        |> Derivation.goingOn Derivations.penalisedByOutputWeights

    /// Section 2.3, the hidden weights.
    let byHiddenWeights =
        let tail = Jacobian(a2, z1) * Jacobian(z2, W1)
        let masked = (δ * W2.T) .* Indicator z3i

        Derivation.untyped
            "2.3: J̃ by W1"
            [
                Gradient(objective, W1)
                Gradient(J, W1) + byR W1
                Gradient(J, z3) * Jacobian(z3, W1) + byR W1
                Gradient(J, z3) * Jacobian(z3, a2) * Jacobian(a2, W1) + byR W1
                Gradient(J, z3) * Jacobian(z3, a2) * tail + byR W1
                overSamples (δ * Jacobian(z3, a2) * tail + byR W1)
                overSamples (δ * W2.T * tail + byR W1)
                overSamples (masked * Jacobian(z2, W1) + byR W1)
                overSamples masked + byR W1
                overSamples (a1i.T * masked) + node (number 2 *. (λ *. Network.W1))
            ]

    /// Section 2.3, the hidden biases.
    let byHiddenBiases =
        let masked = (δ * W2.T) .* Indicator z3i

        Derivation.untyped
            "2.3: J̃ by b1"
            [
                Gradient(objective, b1)
                Gradient(J, b1) + byR b1
                Gradient(J, z3) * Jacobian(z3, b1) + byR b1
                Gradient(J, z3) * Jacobian(z3, a2) * Jacobian(a2, b1) + byR b1
                Gradient(J, z3) * Jacobian(z3, a2) * Jacobian(a2, z2) * Jacobian(z2, b1)
                + byR b1
                overSamples masked + byR b1
                overSamples masked
                overSamples masked
            ]

    /// Section 2.3, the output biases.
    let byOutputBiases =
        Derivation.untyped
            "2.3: J̃ by b2"
            [
                Gradient(objective, b2)
                Gradient(J, b2) + byR b2
                Gradient(J, z3) * Jacobian(z3, b2) + byR b2
                overSamples δ + byR b2
                overSamples δ
            ]
