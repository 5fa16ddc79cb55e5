namespace FunctionalMlp.Specification

open System
open System.Numerics
open FunctionalMlp
open FunctionalMlp.Calculus

/// What a public function of the library gives on a case; all entries are compared in order. A formula for a sample, a
/// row or a column gives one of its values after the other.
type Run<'T
    when 'T: unmanaged
    and 'T: struct
    and 'T: (new: unit -> 'T)
    and 'T :> ValueType
    and 'T :> IBinaryFloatingPointIeee754<'T>> = Case<'T> -> Matrix<'T> list

/// The public functions of the library, each run on a case as an equation has it.
module Library =
    let row i (a: Matrix<'T>) = a.RowRange(i, 1)
    let column j (a: Matrix<'T>) = (row j (a.Transpose())).Transpose()
    let asColumn (v: Vector<'T>) = Matrix.FromSpan(v.Length, 1, v.Span)
    let rows (c: Case<'T>) = [ 0 .. c.W.Rows - 1 ]
    let columns (c: Case<'T>) = [ 0 .. c.A.Columns - 1 ]

    let product (c: Case<'T>) = [ c.W * c.A ]

    let rowsOfProduct (c: Case<'T>) =
        rows c |> List.map (fun i -> row i c.W * c.A)

    let columnsOfProduct (c: Case<'T>) =
        columns c |> List.map (fun j -> c.W * column j c.A)

    let entriesByRow (c: Case<'T>) =
        List.allPairs (rows c) (columns c)
        |> List.map (fun (i, j) -> ProductJacobian.WithRespectToLeft(row i c.W, column j c.A).ToDense())

    let entriesByColumn (c: Case<'T>) =
        List.allPairs (rows c) (columns c)
        |> List.map (fun (i, j) -> ProductJacobian.WithRespectToRight(row i c.W, column j c.A).ToDense())

    let rowsByRow (c: Case<'T>) =
        rows c
        |> List.map (fun i -> ProductJacobian.WithRespectToLeft(row i c.W, c.A).ToDense())

    let byMatrix (c: Case<'T>) =
        [ ProductJacobian.WithRespectToLeft(c.W, c.A).ToDense() ]

    let columnsByMatrix (c: Case<'T>) =
        columns c
        |> List.map (fun j -> ProductJacobian.WithRespectToLeft(c.W, column j c.A).ToDense())

    let inputs (c: Case<'T>) = [ c.Batch.Inputs ]
    let hiddenPreActivations (c: Case<'T>) = [ c.HiddenPreActivations ]
    let hidden (c: Case<'T>) = [ c.Hidden ]
    let logits (c: Case<'T>) = [ c.Network.Apply(c.Parameters, c.X) ]
    let softmax (c: Case<'T>) = [ Softmax.Apply c.Logits ]

    let oneHot (c: Case<'T>) =
        [ SoftmaxCrossEntropy.OneHot(c.Labels, c.W2.Rows) ]

    let losses (c: Case<'T>) =
        let loss i =
            Loss.SoftmaxCrossEntropy.Value(row i c.Logits, ReadOnlySpan [| c.Labels[i] |])

        [ Matrix.Create(c.X.Rows, 1, (fun i _ -> loss i)) ]

    let scalar value = Matrix.Create(1, 1, (fun _ _ -> value))

    let loss (c: Case<'T>) =
        [ scalar (Loss.SoftmaxCrossEntropy.Value(c.Logits, ReadOnlySpan c.Labels)) ]

    let objective (c: Case<'T>) =
        [ scalar (c.Objective.Value(c.Parameters, c.Batch)) ]

    let composedObjective (c: Case<'T>) =
        let loss = Loss.SoftmaxCrossEntropy.Value(c.Logits, ReadOnlySpan c.Labels)
        [ scalar (loss + c.Objective.Penalty.Value c.Parameters) ]

    let objectiveByOutputBiases (c: Case<'T>) =
        let struct (_, gradient) = c.Objective.ValueAndGradient(c.Parameters, c.Batch)
        [ asColumn gradient[1].Biases ]

    let cotangent (c: Case<'T>) = [ c.Cotangent ]

    let lossByOutputWeights (c: Case<'T>) =
        [ AffineMap.PullbackToWeights(c.Hidden, c.Cotangent) ]

    let penalised (layer: int) (gradient: Matrix<'T>) (c: Case<'T>) =
        let penalty = c.Objective.Penalty.Gradient c.Parameters
        [ gradient + penalty[layer].Weights ]

    let composedOutputWeights (c: Case<'T>) =
        penalised 1 (AffineMap.PullbackToWeights(c.Hidden, c.Cotangent)) c

    let composedHiddenWeights (c: Case<'T>) =
        penalised 0 (AffineMap.PullbackToWeights(c.X, c.HiddenCotangent)) c

    let composedHiddenBiases (c: Case<'T>) =
        [ asColumn (AffineMap.PullbackToBiases c.HiddenCotangent) ]

    let composedOutputBiases (c: Case<'T>) =
        [ asColumn (AffineMap.PullbackToBiases c.Cotangent) ]

    let outputWeights (c: Case<'T>) = [ c.Gradient[1].Weights ]
    let hiddenWeights (c: Case<'T>) = [ c.Gradient[0].Weights ]
    let hiddenBiases (c: Case<'T>) = [ asColumn c.Gradient[0].Biases ]
    let outputBiases (c: Case<'T>) = [ asColumn c.Gradient[1].Biases ]
