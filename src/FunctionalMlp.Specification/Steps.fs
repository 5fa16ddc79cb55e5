namespace FunctionalMlp.Specification

open System
open System.Numerics
open FunctionalMlp

/// Numbers for the steps of an optimiser and for its rates.
type Steps<'T
    when 'T: unmanaged
    and 'T: struct
    and 'T: (new: unit -> 'T)
    and 'T :> ValueType
    and 'T :> IBinaryFloatingPointIeee754<'T>> =
    {
        θ: Parameters<'T>
        /// g, a gradient for each of three steps.
        Gradients: Parameters<'T> list
        /// χ, 1 for each weight and 0 for each bias.
        Weights: Parameters<'T>
        /// The rates and limits, by their letters.
        Rates: Map<string, float>
        /// t, the steps that a schedule has taken; not above S.
        Taken: int
    }

    /// q, the whole periods of S steps among four times as many steps as were taken.
    member steps.PeriodsAmongFourfold = 4 * steps.Taken / int steps.Rates["S"]

    /// The same numbers by the letters of the specification.
    member steps.Matrices =
        let column (parameters: Parameters<'T>) =
            let values = parameters.Span.ToArray()
            Array2D.init values.Length 1 (fun k _ -> Double.CreateChecked values[k])

        [
            "θ", column steps.θ
            "χ", column steps.Weights

            for step, gradient in List.indexed steps.Gradients do
                $"g{step + 1}", column gradient

            for KeyValue(letter, value) in steps.Rates do
                letter, array2D [ [ value ] ]
        ]

    /// Steps of a network with standard normal parameters and gradients.
    static member Draw(numbers: RandomNumbers, network: Network) : Steps<'T> =
        let normal letter =
            let values = numbers.Split(int64 letter)

            Parameters.FromSpan(
                network,
                ReadOnlySpan(Array.init network.ParameterCount (int64 >> values.Normal >> 'T.CreateChecked))
            )

        let uniform = numbers.Split(4L)
        let period = 1 + int (5.0 * uniform.Uniform 0L)

        let indicator =
            Parameters.FromLayers
                [
                    for layer in 0 .. network.Widths.Length - 2 do
                        let rows, columns = network.Widths[layer + 1], network.Widths[layer]
                        LayerParameters(Matrix.Create(rows, columns, (fun _ _ -> 'T.One)), Vector.Zeros rows)
                ]

        {
            θ = normal 0
            Gradients = List.init 3 (fun step -> normal (step + 1))
            Weights = indicator
            Rates =
                Map
                    [
                        for place, letter in List.indexed [ "β₁"; "β₂"; "ℓ1"; "ℓ2" ] do
                            letter, uniform.Uniform(int64 (place + 1))

                        for place, letter in List.indexed [ "η"; "η1"; "η2"; "η3"; "κ"; "τ"; "ζ"; "r" ] do
                            letter, 0.01 + 0.98 * uniform.Uniform(int64 (place + 11))

                        "S", float period
                        "C", float (period + 1)
                        // Before, at and beyond the end of both.
                        "t", floor (float (2 * period + 1) * uniform.Uniform 21L)
                    ]
            Taken = 1 + int (float period * uniform.Uniform 20L)
        }
