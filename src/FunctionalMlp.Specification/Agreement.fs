namespace FunctionalMlp.Specification

open System
open FunctionalMlp

/// The one place where the equations meet the library: each equation with the functions that implement it.
module Agreement =
    open FunctionalMlp.Specification.Paper
    open FunctionalMlp.Specification.Extensions

    let private pair equation implementation double single =
        Pair.create equation implementation double single

    let private which name pair = { pair with Which = name }

    let private named name pairs = pairs |> List.map (which name)

    let private activation (primitive: Primitive) name make =
        named
            name
            [
                pair
                    primitive.Value
                    "Activation.Apply"
                    (ExtensionLibrary.activation make)
                    (ExtensionLibrary.activation make)
                pair
                    primitive.Derivative
                    "Activation.Pullback"
                    (ExtensionLibrary.activationPullback make)
                    (ExtensionLibrary.activationPullback make)
            ]

    let private targetLoss (primitive: Primitive) name make =
        named
            name
            [
                pair
                    primitive.Value
                    "TargetLoss.Value"
                    (ExtensionLibrary.targetLoss make)
                    (ExtensionLibrary.targetLoss make)
                pair
                    primitive.Derivative
                    "TargetLoss.Gradient"
                    (ExtensionLibrary.targetLossGradient make)
                    (ExtensionLibrary.targetLossGradient make)
            ]

    let private penalty (primitive: Primitive) name make =
        named
            name
            [
                pair primitive.Value "Penalty.Value" (ExtensionLibrary.penalty make) (ExtensionLibrary.penalty make)
                pair
                    primitive.Derivative
                    "Penalty.Gradient"
                    (ExtensionLibrary.penaltyGradient make)
                    (ExtensionLibrary.penaltyGradient make)
            ]

    let private crossEntropy =
        named
            (nameof Loss.SoftmaxCrossEntropy)
            [
                pair
                    Losses.crossEntropy.Value
                    "SoftmaxCrossEntropy.Value"
                    ExtensionLibrary.crossEntropy
                    ExtensionLibrary.crossEntropy
                pair
                    Losses.crossEntropy.Derivative
                    "SoftmaxCrossEntropy.Gradient"
                    ExtensionLibrary.crossEntropyGradient
                    ExtensionLibrary.crossEntropyGradient
            ]

    let private steps =
        [
            pair
                Activations.softmaxPullback
                "Softmax.Pullback"
                ExtensionLibrary.softmaxPullback
                ExtensionLibrary.softmaxPullback
            pair Activations.dropout.Value "Dropout.Apply" ExtensionLibrary.dropout ExtensionLibrary.dropout
            pair
                Activations.dropout.Derivative
                "Dropout.Pullback"
                ExtensionLibrary.dropoutPullback
                ExtensionLibrary.dropoutPullback
        ]

    // What the library has beyond the paper.
    let private extensions =
        [
            activation Activations.sigmoid (nameof Activation.Sigmoid) (fun _ -> Activation.Sigmoid)
            activation Activations.tanh (nameof Activation.Tanh) (fun _ -> Activation.Tanh)
            activation Activations.softplus (nameof Activation.Softplus) (fun _ -> Activation.Softplus)
            activation Activations.leakyReLU (nameof Activation.LeakyReLU) (fun h -> Activation.LeakyReLU h.s)
            activation Activations.elu (nameof Activation.ELUWithAlpha) (fun h -> Activation.ELUWithAlpha h.α)
            activation Activations.silu (nameof Activation.SiLU) (fun _ -> Activation.SiLU)
            activation Activations.gelu (nameof Activation.GELU) (fun _ -> Activation.GELU)
            activation Activations.identity (nameof Activation.Identity) (fun _ -> Activation.Identity)
            targetLoss Losses.squaredError (nameof Loss.SquaredError) (fun _ -> Loss.SquaredError)
            targetLoss Losses.binaryCrossEntropy (nameof Loss.BinaryCrossEntropy) (fun _ -> Loss.BinaryCrossEntropy)
            targetLoss Losses.poisson (nameof Loss.Poisson) (fun _ -> Loss.Poisson)
            targetLoss Losses.huber (nameof Loss.Huber) (fun h -> Loss.Huber h.δ)
            crossEntropy
            penalty Penalties.halfSquaredNorm (nameof Penalty.HalfSquaredNorm) (fun h -> Penalty.HalfSquaredNorm h.λ)
            penalty Penalties.squaredNormPerSample (nameof Penalty.SquaredNormPerSample) (fun h ->
                Penalty.SquaredNormPerSample h.α)
            penalty Penalties.l1 (nameof Penalty.L1) (fun h -> Penalty.L1 h.λ)
            penalty Penalties.elasticNet (nameof Penalty.ElasticNet) (fun h -> Penalty.ElasticNet(h.λ, h.μ))
            penalty Penalties.elasticNetOfRatio (nameof Penalty.ElasticNetOfRatio) (fun h ->
                Penalty.ElasticNetOfRatio(h.α, h.ρ))
            steps
        ]
        |> List.concat

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
            |> which (nameof Activation.ReLU)
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
            pair Gradients.objectiveValue "Penalty.Value" Library.composedObjective Library.composedObjective
            |> which (nameof Penalty.SquaredNorm)
            pair Gradients.byOutputWeights "Objective.Gradient" Library.outputWeights Library.outputWeights
            pair
                Gradients.byOutputWeights
                "Penalty.Gradient"
                Library.composedOutputWeights
                Library.composedOutputWeights
            |> which (nameof Penalty.SquaredNorm)
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
            |> which (nameof Activation.ReLU)
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
        @ UpdateAgreement.pairs
        @ EvaluationAgreement.pairs

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
