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

    /// The logistic function.
    let sigmoid =
        { new Function("σ") with
            member _.Apply(field, z) =
                field.Divide(field.One, field.Add(field.One, field.Exp(field.Subtract(field.Zero, z))))
        }

    /// The hyperbolic tangent, in a form that does not overflow.
    let tanh =
        { new Function("tanh") with
            member _.Apply(field, z) =
                let e = field.Exp z

                field.Subtract(field.One, field.Divide(field.OfInteger 2, field.Add(field.Multiply(e, e), field.One)))
        }

    /// Softplus, a smooth ReLU.
    let softplus =
        { new Function("softplus") with
            member _.Apply(field, z) =
                field.Log(field.Add(field.One, field.Exp z))
        }

    /// z where z is positive, else a multiple of it, the slope being numerator/denominator.
    let leakyRelu numerator denominator =
        { new Function("leakyReLU", [ numerator; denominator ]) with
            member _.Apply(field, z) =
                let slope = field.Divide(field.OfInteger numerator, field.OfInteger denominator)
                let step = field.Step z
                field.Multiply(z, field.Add(step, field.Multiply(slope, field.Subtract(field.One, step))))
        }

    /// ELU: z where z is positive, else exp z - 1.
    let elu =
        { new Function("ELU") with
            member _.Apply(field, z) =
                let step = field.Step z
                let below = field.Subtract(field.Exp z, field.One)
                field.Add(field.Multiply(step, z), field.Multiply(field.Subtract(field.One, step), below))
        }

    /// SiLU: z times the logistic function of z.
    let silu =
        { new Function("SiLU") with
            member _.Apply(field, z) =
                field.Multiply(z, sigmoid.Apply(field, z))
        }

    /// GELU: z times the normal distribution function Φ of z.
    let gelu =
        { new Function("GELU") with
            member _.Apply(field, z) = field.Multiply(z, field.Normal z)
        }

    /// The normal distribution function.
    let normal =
        { new Function("Φ") with
            member _.Apply(field, z) = field.Normal z
        }

    /// The density of the normal distribution.
    let normalDensity =
        { new Function("Φ′") with
            member _.Apply(field, z) =
                let square = field.Divide(field.Multiply(z, z), field.OfInteger 2)
                field.Multiply(field.NormalDensityAtZero, field.Exp(field.Subtract(field.Zero, square)))
        }

    /// 1 above zero, −1 below.
    let sign =
        { new Function("sign") with
            member _.Apply(field, z) =
                field.Subtract(field.Step z, field.Step(field.Subtract(field.Zero, z)))
        }

    /// The square root of a positive number, by its logarithm.
    let sqrt =
        { new Function("√") with
            member _.Apply(field, z) =
                field.Exp(field.Divide(field.Log z, field.OfInteger 2))
        }

    /// The absolute value.
    let abs =
        { new Function("abs") with
            member _.Apply(field, z) =
                let step = field.Step z
                field.Multiply(z, field.Subtract(field.Add(step, step), field.One))
        }

    /// The cosine of an angle in half turns.
    let cosPi =
        { new Function("cosπ") with
            member _.Apply(field, z) = field.CosPi z
        }

    /// The inverse, and 0 of 0: for quotients of counts, where nothing by nothing is nothing.
    let inverse =
        { new Function("⁺") with
            member _.Apply(field, z) =
                let isOther = field.Add(field.Step z, field.Step(field.Subtract(field.Zero, z)))
                field.Divide(isOther, field.Add(z, field.Subtract(field.One, isOther)))
        }
