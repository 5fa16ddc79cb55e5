namespace FunctionalMlp.Specification.Extensions

open FunctionalMlp.Specification
open FunctionalMlp.Specification.Expression

/// The units of a layer.
[<Sealed>]
type Units = class end

/// What happens to the units of a layer beyond the paper's ReLU: other activations, dropout, and the pullback of softmax.
module Activations =
    let private u = dimension<Units> "u"
    let private k = index "k" u
    let private z = vector "z" u
    let private c = vector "c" u
    let private one = ones u
    let private positive = indicator z

    // A map of the units, its pullback, and its value at a unit: that the map says the same is proved.
    let private primitive section value pullbackNumber name map pullback (ofUnit: Scalar -> Scalar) =
        let a = define "a" 0 map

        {
            Value =
                Equation.state value section (Primitive.title name) a map
                |> Equation.also (Claim.equal (item k a) (ofUnit (item k z)))
            Derivative = Equation.state pullbackNumber section $"The pullback of {name}" (gradient (c.T * a) z) pullback
        }

    let private activation value pullbackNumber name map derivative ofUnit =
        primitive "Activations" value pullbackNumber name map (c .* derivative) ofUnit

    /// The logistic function.
    let sigmoid =
        let σ = apply Functions.sigmoid z

        activation "(E40)" "(E1)" "the logistic function" σ (σ .* (one - σ)) (fun z -> number 1 / (number 1 + exp -z))

    /// The hyperbolic tangent.
    let tanh =
        let tanh = apply Functions.tanh z

        activation "(E41)" "(E2)" "the hyperbolic tangent" tanh (one - tanh .* tanh) (fun z ->
            (exp z - exp -z) / (exp z + exp -z))

    /// Softplus.
    let softplus =
        activation "(E42)" "(E3)" "softplus" (apply Functions.softplus z) (apply Functions.sigmoid z) (fun z ->
            log (number 1 + exp z))

    /// Leaky ReLU with the slope s.
    let leakyReLU =
        let s = scalar "s"

        activation "(E43)" "(E4)" "leaky ReLU" (relu z - s *. relu -z) (positive + s *. (one - positive)) (fun z ->
            indicator z * z + (number 1 - indicator z) * (s * z))

    /// ELU, which goes to −α.
    let elu =
        let α = scalar "α"

        activation
            "(E44)"
            "(E5)"
            "ELU"
            (relu z + α *. (indicator -z .* (exp z - one)))
            (positive + α *. ((one - positive) .* exp z))
            (fun z -> indicator z * z + (number 1 - indicator z) * (α * (exp z - number 1)))

    /// SiLU.
    let silu =
        let σ = apply Functions.sigmoid z

        activation "(E45)" "(E6)" "SiLU" (apply Functions.silu z) (σ .* (one + z .* (one - σ))) (fun z ->
            z / (number 1 + exp -z))

    /// GELU.
    let gelu =
        activation
            "(E46)"
            "(E17)"
            "GELU"
            (apply Functions.gelu z)
            (apply Functions.normal z + z .* apply Functions.normalDensity z)
            (fun z -> z * apply Functions.normal z)

    /// The identity.
    let identity = primitive "Activations" "(E47)" "(E48)" "the identity" z c id

    /// Inverted dropout with the mask m, which drops a part p of the units.
    let dropout =
        let m, p = vector "m" u, scalar "p"
        let scale = number 1 / (number 1 - p)

        primitive "Dropout" "(E49)" "(E15)" "inverted dropout" (scale *. (m .* z)) (scale *. (m .* c)) (fun z ->
            item k m * z / (number 1 - p))

    /// The pullback of softmax, equation (14).
    let softmaxPullback =
        let ψ = softmax z
        Equation.state "(E13)" "Softmax" "The pullback of softmax" (gradient (c.T * ψ) z) (ψ .* (c - (c.T * ψ) *. one))

    /// The equations of the activations.
    let equations =
        [ sigmoid; tanh; softplus; leakyReLU; elu; silu; gelu; identity ]
        |> List.collect _.Equations
