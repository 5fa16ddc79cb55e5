namespace FunctionalMlp.Specification

open System
open FunctionalMlp

/// An equation and a public function of the library that implements it.
type Pair =
    {
        Equation: Equation
        /// Type.Method
        Implementation: string
        /// Which activation, loss or penalty, where the function is one of theirs; otherwise empty.
        Which: string
        Double: Run<double>
        Single: Run<single>
    }

/// The one place where the equations meet the library: each equation with the functions that implement it.
module Agreement =
    open FunctionalMlp.Specification.Paper
    open FunctionalMlp.Specification.Extensions

    let private pair equation implementation (double: Run<double>) (single: Run<single>) =
        {
            Equation = equation
            Implementation = implementation
            Which = ""
            Double = double
            Single = single
        }

    let private which name pair = { pair with Which = name }

    let private numbered number =
        Extensions.equations |> List.find (fun equation -> equation.Number = number)

    let private activation number φ =
        pair (numbered number) "Activation.Pullback" (ExtensionLibrary.activation φ) (ExtensionLibrary.activation φ)
        |> which (string<Activation> φ)

    let private targetLoss number loss =
        pair
            (numbered number)
            "TargetLoss.Gradient"
            (ExtensionLibrary.targetLoss loss)
            (ExtensionLibrary.targetLoss loss)
        |> which (string<Losses.TargetLoss> loss)

    let private penalty number (double: Case<double> -> Penalty) (single: Case<single> -> Penalty) =
        pair (numbered number) "Penalty.Gradient" (ExtensionLibrary.penalty double) (ExtensionLibrary.penalty single)
        |> which ((double (Case<double>.Draw(1L, Sizes.draw 1L, false))).GetType().Name)

    // What the library has beyond the paper.
    let private extensions =
        [
            activation "(E1)" Activation.Sigmoid
            activation "(E2)" Activation.Tanh
            activation "(E3)" Activation.Softplus
            activation "(E4)" (Activation.LeakyReLU 0.01)
            activation "(E5)" Activation.ELU
            activation "(E6)" Activation.SiLU
            activation "(E17)" Activation.GELU
            targetLoss "(E7)" Loss.SquaredError
            targetLoss "(E8)" Loss.BinaryCrossEntropy
            targetLoss "(E10)" Loss.Poisson
            targetLoss "(E14)" (Loss.Huber 1.0)
            pair
                Extensions.crossEntropy
                "SoftmaxCrossEntropy.Gradient"
                ExtensionLibrary.crossEntropy
                ExtensionLibrary.crossEntropy
            |> which (string Loss.SoftmaxCrossEntropy)
            penalty "(E11)" (fun c -> Penalty.HalfSquaredNorm c.λ) (fun c -> Penalty.HalfSquaredNorm c.λ)
            penalty "(E12)" (fun c -> Penalty.ElasticNet(c.λ, c.μ)) (fun c -> Penalty.ElasticNet(c.λ, c.μ))
            penalty "(E16)" (fun c -> Penalty.SquaredNormPerSample c.λ) (fun c -> Penalty.SquaredNormPerSample c.λ)
            pair
                Extensions.softmaxPullback
                "Softmax.Pullback"
                ExtensionLibrary.softmaxPullback
                ExtensionLibrary.softmaxPullback
            pair Extensions.dropout "Dropout.Pullback" ExtensionLibrary.dropout ExtensionLibrary.dropout
        ]

    /// All pairs, in the order of the paper, then those beyond it.
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
            pair Gradients.lossValue "SoftmaxCrossEntropy.Value" Library.loss Library.loss
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
            |> which (nameof Penalties.SquaredNorm)
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
            |> which (string Activation.ReLU)
            pair Gradients.byOutputBiases "Objective.Gradient" Library.outputBiases Library.outputBiases
            pair
                Gradients.byOutputBiases
                "Objective.ValueAndGradient"
                Library.objectiveByOutputBiases
                Library.objectiveByOutputBiases
            pair
                Gradients.byOutputBiases
                "AffineMap.PullbackToBiases"
                Library.composedOutputBiases
                Library.composedOutputBiases
        ]
        @ extensions

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
