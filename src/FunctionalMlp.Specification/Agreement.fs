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

/// An equation and a public function of the library that implements it.
type Pair =
    {
        Equation: Equation
        /// Type.Method
        Implementation: string
        Double: Run<double>
        Single: Run<single>
    }

/// The public functions of the library, each run on a case as an equation has it.
module private Library =
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

    let private scalar value = Matrix.Create(1, 1, (fun _ _ -> value))

    let loss (c: Case<'T>) =
        [ scalar (Loss.SoftmaxCrossEntropy.Value(c.Logits, ReadOnlySpan c.Labels)) ]

    let objective (c: Case<'T>) =
        [ scalar (c.Objective.Value(c.Parameters, c.Batch)) ]

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

/// The one place where the equations meet the library: each equation with the functions that implement it.
module Agreement =
    open FunctionalMlp.Specification.Paper

    let private pair equation implementation (double: Run<double>) (single: Run<single>) =
        {
            Equation = equation
            Implementation = implementation
            Double = double
            Single = single
        }

    /// All pairs, in the order of the paper.
    let pairs =
        [
            pair Section1.entryOfProduct "Matrix.op_Multiply" Library.product Library.product
            pair Section1.entryByRow "ProductJacobian.WithRespectToLeft" Library.entriesByRow Library.entriesByRow
            pair
                Section1.entryByColumn
                "ProductJacobian.WithRespectToRight"
                Library.entriesByColumn
                Library.entriesByColumn
            pair Section1.rowByRow "ProductJacobian.WithRespectToLeft" Library.rowsByRow Library.rowsByRow
            pair Section1.productWrittenOut "Matrix.op_Multiply" Library.product Library.product
            pair Section1.rowOfProduct "Matrix.op_Multiply" Library.rowsOfProduct Library.rowsOfProduct
            pair Section1.rowByMatrix "ProductJacobian.WithRespectToLeft" Library.byMatrix Library.byMatrix
            pair Section1.matrixByMatrix "ProductJacobian.WithRespectToLeft" Library.byMatrix Library.byMatrix
            pair Section1.columnOfProduct "Matrix.op_Multiply" Library.columnsOfProduct Library.columnsOfProduct
            pair
                Section1.columnByMatrix
                "ProductJacobian.WithRespectToLeft"
                Library.columnsByMatrix
                Library.columnsByMatrix
            pair Network.input "Batch.Labelled" Library.inputs Library.inputs
            pair Network.hiddenPreActivation "AffineMap.Apply" Library.hiddenPreActivations Library.hiddenPreActivations
            pair Network.hidden "Activation.Apply" Library.hidden Library.hidden
            pair Network.logits "Network.Apply" Library.logits Library.logits
            pair Network.output "Softmax.Apply" Library.softmax Library.softmax
            pair Network.oneHotLabels "SoftmaxCrossEntropy.OneHot" Library.oneHot Library.oneHot
            pair Gradients.lossOfSample "SoftmaxCrossEntropy.Value" Library.losses Library.losses
            pair Gradients.lossValue "Loss.Value" Library.loss Library.loss
            pair Gradients.logSumExpGradient "Softmax.Apply" Library.softmax Library.softmax
            pair Gradients.logitGradient "SoftmaxCrossEntropy.OneHot" Library.oneHot Library.oneHot
            pair Gradients.byLogits "SoftmaxCrossEntropy.Gradient" Library.cotangent Library.cotangent
            pair
                Gradients.lossByOutputWeights
                "AffineMap.PullbackToWeights"
                Library.lossByOutputWeights
                Library.lossByOutputWeights
            pair Gradients.objectiveValue "Objective.Value" Library.objective Library.objective
            pair Gradients.byOutputWeights "Objective.Gradient" Library.outputWeights Library.outputWeights
            pair
                Gradients.byOutputWeights
                "Penalty.Gradient"
                Library.composedOutputWeights
                Library.composedOutputWeights
            pair Gradients.byHiddenWeights "Objective.Gradient" Library.hiddenWeights Library.hiddenWeights
            pair
                Gradients.byHiddenWeights
                "AffineMap.PullbackToInputs"
                Library.composedHiddenWeights
                Library.composedHiddenWeights
            pair Gradients.byHiddenBiases "Objective.Gradient" Library.hiddenBiases Library.hiddenBiases
            pair
                Gradients.byHiddenBiases
                "Activation.Pullback"
                Library.composedHiddenBiases
                Library.composedHiddenBiases
            pair Gradients.byOutputBiases "Objective.Gradient" Library.outputBiases Library.outputBiases
            pair
                Gradients.byOutputBiases
                "AffineMap.PullbackToBiases"
                Library.composedOutputBiases
                Library.composedOutputBiases
        ]

    // Relative to the largest entry, and to one where all are smaller: rounding is relative to what was summed.
    let private largestError (equation: Equation) (run: Run<'T>) (case: Case<'T>) =
        let expected =
            Data.evaluateAmong equation.Chain case.Data equation.Right
            |> Seq.cast<float>
            |> Array.ofSeq

        let actual =
            run case
            |> List.collect (fun result -> result.Span.ToArray() |> Array.map Double.CreateChecked |> List.ofArray)
            |> Array.ofList

        if actual.Length <> expected.Length then
            infinity
        else
            let scale = expected |> Array.fold (fun largest x -> max largest (abs x)) 1.0

            Array.map2 (fun x y -> abs (x - y) / scale) expected actual
            // NaN must not hide behind max.
            |> Array.fold (fun largest error -> if error <= largest then largest else error) 0.0

    /// The largest relative error of a pair on a case in double.
    let errorInDouble (pair: Pair) case =
        largestError pair.Equation pair.Double case

    /// The largest relative error of a pair on a case in float.
    let errorInSingle (pair: Pair) case =
        largestError pair.Equation pair.Single case

    /// What an error in double must stay below.
    let toleranceInDouble = 1e-12
    /// What an error in float must stay below.
    let toleranceInSingle = 1e-5
