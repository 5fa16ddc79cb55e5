namespace FunctionalMlp.Specification.Paper

open FunctionalMlp.Specification
open FunctionalMlp.Specification.Expression
open FunctionalMlp.Specification.Paper.Network
open FunctionalMlp.Specification.Paper.Gradients

/// The derivations of sections 2.1 to 2.3 as corrected, in the typed notation: every line has the shape of the first.
/// A Jacobian has a row for each output; so the chain rule carries a cotangent back through its transpose, and mat reads
/// the result into the shape of the weights. Line 1 is the left side of a derivation.
module Derivations =
    let private z3i = z3 i
    let private a2i = a2 i
    let private z2i = z2 i
    let private byR weights = gradient R weights

    /// ∂z_i^(3)/∂a_i^(2)
    let private outputByHidden = jacobian (ofColumn z3i) (ofColumn a2i)
    /// ∂a_i^(2)/∂z_i^(2)
    let private hiddenByPre = jacobian (ofColumn a2i) (ofColumn z2i)
    /// ∂z_i^(2)/∂W^(1)
    let private preByWeights = jacobian (ofColumn z2i) (ofMatrix W1)
    /// ∂z_i^(2)/∂b^(1)
    let private preByBiases = jacobian (ofColumn z2i) (ofColumn b1)
    /// ∂J/∂z_i^(3)
    let private byLogit = gradient J z3i

    /// Section 2.1, equation (16).
    let byLogits =
        let probability = item (y i) (exp z3i) / sum j (item j (exp z3i))

        Derivation.because
            "2.1: J by z3"
            [
                "", gradient J z3i
                "the definition of J", gradient crossEntropy z3i
                "only sample i depends on its logits", perSample *. gradient (-(log probability)) z3i
                "the logarithm of a quotient", perSample *. gradient (logOfSum i - log (item (y i) (exp z3i))) z3i
                "linearity",
                perSample
                *. (gradient (logOfSum i) z3i - gradient (log (item (y i) (exp z3i))) z3i)
                "log undoes exp", perSample *. (gradient (logOfSum i) z3i - gradient (item (y i) z3i) z3i)
                "the derivative of the logarithm", perSample *. (exp z3i / sum j (item j (exp z3i)) - Δ i)
                output.Number, perSample *. (softmax z3i - Δ i)
            ]

    let private lossByOutputWeights =
        let chain jacobian cotangent =
            sum i (toMatrix K H ((jacobian: Expression<_, _>).T * cotangent))

        let throughLogits = jacobian (ofColumn z3i) (ofMatrix W2)

        Derivation.because
            "2.2: J̃ by W2"
            [
                "", gradient J W2
                "the definition of J", gradient crossEntropy W2
                "the chain rule (⋆)", chain throughLogits (gradient crossEntropy z3i)
                "only sample i depends on its logits", chain throughLogits (gradient (perSample *. negativeLog i) z3i)
                "2.1 (⋆⋆)", chain throughLogits byLogit
                logits.Number, chain (jacobian (ofColumn (W2 * a2i + b2)) (ofMatrix W2)) byLogit
                $"{Section1.columnByMatrix.Number} and {Gradients.byLogits.Number}", sum i (δ3 i * a2i.T)
            ]

    /// The second half of section 2.2.
    let penalisedByOutputWeights =
        Derivation.because
            "2.2: J̃ by W2"
            [
                "", gradient objective W2
                "the definition of J̃", gradient J W2 + byR W2
                "the definition of R", gradient J W2 + gradient (λ *. (squaredNorm W1 + squaredNorm W2)) W2
                "W1 does not depend on W2", gradient J W2 + gradient (λ *. squaredNorm W2) W2
                "the first result", sum i (δ3 i * a2i.T) + number 2 *. (λ *. W2)
            ]

    /// Section 2.2: its first result, and from it equation (17).
    let byOutputWeights =
        lossByOutputWeights |> Derivation.goingOn penalisedByOutputWeights

    /// Section 2.3, equation (18).
    let byHiddenWeights =
        let back v = sum i (toMatrix H d v) + byR W1

        Derivation.because
            "2.3: J̃ by W1"
            [
                "", gradient objective W1
                "the definition of J̃", gradient J W1 + byR W1
                "the chain rule", back ((jacobian (ofColumn z3i) (ofMatrix W1)).T * byLogit)
                "the chain rule", back ((outputByHidden * jacobian (ofColumn a2i) (ofMatrix W1)).T * byLogit)
                "the chain rule", back ((outputByHidden * hiddenByPre * preByWeights).T * byLogit)
                Gradients.byLogits.Number, back ((outputByHidden * hiddenByPre * preByWeights).T * δ3 i)
                logits.Number, back ((hiddenByPre * preByWeights).T * (W2.T * δ3 i))
                hidden.Number, back (preByWeights.T * δ2 i)
                $"{hiddenPreActivation.Number} and {Section1.columnByMatrix.Number}", sum i (δ2 i * a1 i) + byR W1
                "the definition of R", sum i (δ2 i * a1 i) + number 2 *. (λ *. W1)
            ]

    /// Section 2.3, equation (19).
    let byHiddenBiases =
        let back v = sum i v + byR b1

        Derivation.because
            "2.3: J̃ by b1"
            [
                "", gradient objective b1
                "the definition of J̃", gradient J b1 + byR b1
                "the chain rule", back ((jacobian (ofColumn z3i) (ofColumn b1)).T * byLogit)
                "the chain rule", back ((outputByHidden * jacobian (ofColumn a2i) (ofColumn b1)).T * byLogit)
                "the chain rule", back ((outputByHidden * hiddenByPre * preByBiases).T * byLogit)
                $"{hiddenPreActivation.Number}, {hidden.Number}, {logits.Number} and {Gradients.byLogits.Number}",
                back (δ2 i)
                "R does not depend on the biases", sum i (δ2 i)
            ]

    /// Section 2.3, equation (20).
    let byOutputBiases =
        Derivation.because
            "2.3: J̃ by b2"
            [
                "", gradient objective b2
                "the definition of J̃", gradient J b2 + byR b2
                "the chain rule", sum i ((jacobian (ofColumn z3i) (ofColumn b2)).T * byLogit) + byR b2
                $"{logits.Number} and {Gradients.byLogits.Number}", sum i (δ3 i) + byR b2
                "R does not depend on the biases", sum i (δ3 i)
            ]
