namespace FunctionalMlp.Specification

open System
open System.Collections.Immutable
open System.Numerics
open FunctionalMlp
open FunctionalMlp.Training

/// What L-BFGS goes on from: a state with two corrections, and the step from there.
type Corrections<'T
    when 'T: unmanaged
    and 'T: struct
    and 'T: (new: unit -> 'T)
    and 'T :> ValueType
    and 'T :> IBinaryFloatingPointIeee754<'T>> =
    {
        /// Of a network that saturates: there the slope is flat and the value may be high.
        Objective: Objective
        Batch: Batch<'T>
        State: LbfgsState<'T>
    }

    /// The next state.
    member corrections.Next =
        Lbfgs.Step(corrections.Objective, corrections.Batch, corrections.State)

    /// What the step has added to the parameters, which are zero before it, so that nothing is rounded.
    member corrections.Step = corrections.Next.Parameters - corrections.State.Parameters

    /// The same numbers by the letters of the specification.
    member corrections.Matrices =
        let column (parameters: Parameters<'T>) =
            let values = parameters.Span.ToArray()
            Array2D.init values.Length 1 (fun k _ -> Double.CreateChecked values[k])

        let next = corrections.Next

        [
            "g", column corrections.State.Gradient
            "d", column corrections.Step
            for number, state in [ 1, corrections.State; 2, next ] do
                $"J{number}", array2D [ [ Double.CreateChecked state.Value ] ]
                $"h{number}", column state.Gradient
            for number, correction in Seq.indexed corrections.State.Corrections do
                $"s{number + 1}", column correction.Parameters
                $"y{number + 1}", column correction.Gradient
        ]

    /// A regression of K targets on d features. The gradients of the corrections go the way of the parameters: not far, or too far,
    /// so that the first step that is tried is often too long or too short.
    static member Draw(numbers: RandomNumbers, N: int, d: int, K: int) : Corrections<'T> =
        let matrix letter rows columns =
            let values = numbers.Split(int64 letter)
            Matrix.Create(rows, columns, (fun i j -> 'T.CreateChecked(values.Normal(int64 (i * columns + j)))))

        let network = Network.Input(d).Dense(K, Activation.Tanh)
        let objective = Objective.Create(network, Loss.SquaredError)
        let batch = Batch.WithTargets(matrix 0 N d, matrix 1 N K)
        let start = Lbfgs.Initialize(objective, Parameters.Zeros network, batch)

        let parameters (values: float[]) =
            Parameters.FromSpan(network, ReadOnlySpan(values |> Array.map 'T.CreateChecked))

        let scale = if numbers.Uniform 0L < 0.5 then 0.1 else 10.0

        let correction letter =
            let moves, curvatures =
                numbers.Split(int64 letter), numbers.Split(int64 (letter + 2))

            let s = Array.init network.ParameterCount (int64 >> moves.Normal)
            let y = s |> Array.mapi (fun k s -> s * scale * (0.5 + curvatures.Uniform(int64 k)))
            LbfgsCorrection(parameters s, parameters y)

        {
            Objective = objective
            Batch = batch
            State =
                LbfgsState(
                    start.Iteration,
                    start.Parameters,
                    start.Value,
                    start.Gradient,
                    ImmutableArray.Create(correction 2, correction 3)
                )
        }
