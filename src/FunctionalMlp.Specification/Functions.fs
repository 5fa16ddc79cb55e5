namespace FunctionalMlp.Specification

/// The element-wise functions. A new one is one entry here: its derivative, its proof and its rendering follow.
module Functions =
    /// The exponential.
    let exp =
        { new Function("exp") with
            member _.Apply(field, z) = field.Exp z
        }

    /// The natural logarithm.
    let log =
        { new Function("log") with
            member _.Apply(field, z) = field.Log z
        }

    /// ReLU, the paper's φ: z where z is positive, else 0.
    let relu =
        { new Function("φ") with
            member _.Apply(field, z) = field.Multiply(field.Step z, z)
        }

    /// The logistic function 1 / (1 + exp(-z)).
    let sigmoid =
        { new Function("σ") with
            member _.Apply(field, z) =
                field.Divide(field.One, field.Add(field.One, field.Exp(field.Subtract(field.Zero, z))))
        }

    /// The hyperbolic tangent, 1 - 2 / (exp(z)² + 1), which does not overflow.
    let tanh =
        { new Function("tanh") with
            member _.Apply(field, z) =
                let e = field.Exp z

                field.Subtract(field.One, field.Divide(field.OfInteger 2, field.Add(field.Multiply(e, e), field.One)))
        }
