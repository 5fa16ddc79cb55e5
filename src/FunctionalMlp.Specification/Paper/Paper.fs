namespace FunctionalMlp.Specification.Paper

open FunctionalMlp.Specification

/// A derivation of the paper, as printed and as corrected.
type PrintedDerivation =
    {
        Name: string
        Printed: Derivation
        Corrected: Derivation
    }

/// The whole paper.
module Paper =
    /// Every equation, in the order of the paper.
    let equations = Section1.equations @ Network.equations @ Gradients.equations

    /// Every slip, in the order of the paper.
    let slips = Slips.beforeGradients @ GradientSlips.all

    /// Every derivation, in the order of the paper.
    let derivations =
        [
            Printed.byLogits, Derivations.byLogits
            Printed.byOutputWeights, Derivations.byOutputWeights
            Printed.byHiddenWeights, Derivations.byHiddenWeights
            Printed.byHiddenBiases, Derivations.byHiddenBiases
            Printed.byOutputBiases, Derivations.byOutputBiases
        ]
        |> List.map (fun (printed, corrected) ->
            {
                Name = corrected.Name
                Printed = printed
                Corrected = corrected
            })
