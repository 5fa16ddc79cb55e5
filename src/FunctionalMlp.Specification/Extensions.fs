namespace FunctionalMlp.Specification.Extensions

/// What the library has beyond the paper, each with its equations; their numbers start with E.
module Extensions =
    /// Every equation beyond the paper.
    let equations =
        Activations.equations
        @ Losses.equations
        @ Penalties.equations
        @ [ Activations.softmaxPullback ]
        @ Activations.dropout.Equations
        @ Updates.equations
        @ Schedules.equations
        @ Conversions.equations
        @ Metrics.equations
        @ Products.equations
        @ Classification.equations
        @ Probabilities.equations
        @ Scalings.equations
        @ Initializers.equations
        @ QuasiNewton.equations
