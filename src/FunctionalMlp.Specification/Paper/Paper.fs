namespace FunctionalMlp.Specification.Paper

open FunctionalMlp.Specification

/// A derivation of the paper, as printed and as corrected.
type PrintedDerivation =
    {
        Name: string
        /// How the printed lines are read where the page leaves it open.
        ReadAs: string
        Printed: Derivation
        Corrected: Derivation
    }

/// The whole paper.
module Paper =
    /// Every equation, in the order of the paper.
    let equations = Section1.equations @ Network.equations @ Gradients.equations

    /// Every slip, in the order of the paper, then every convention.
    let slips = Slips.beforeGradients @ GradientSlips.all @ Conventions.all

    /// Every derivation, in the order of the paper.
    let derivations =
        [
            "", Printed.byLogits, Derivations.byLogits
            Printed.reading, Printed.byOutputWeights, Derivations.byOutputWeights
            Printed.reading, Printed.byHiddenWeights, Derivations.byHiddenWeights
            Printed.reading, Printed.byHiddenBiases, Derivations.byHiddenBiases
            Printed.reading, Printed.byOutputBiases, Derivations.byOutputBiases
        ]
        |> List.map (fun (reading, printed, corrected) ->
            {
                Name = corrected.Name
                ReadAs = reading
                Printed = printed
                Corrected = corrected
            })
