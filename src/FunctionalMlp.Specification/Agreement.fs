namespace FunctionalMlp.Specification

open System
open FunctionalMlp
open FunctionalMlp.Training

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

    let private steps count number implementation create =
        pair (numbered number) implementation (UpdateLibrary.steps count create) (UpdateLibrary.steps count create)

    let private descent
        count
        number
        implementation
        (transformations: (string -> float) -> GradientTransformation list)
        =
        steps count number implementation (fun at -> Optimizer.Descent(at "η", transformations at |> Array.ofList))

    let private rate number implementation taken create =
        pair (numbered number) implementation (UpdateLibrary.rate taken create) (UpdateLibrary.rate taken create)

    let private converted implementation create =
        pair
            (numbered "(E34)")
            implementation
            (UpdateLibrary.convertedPenalty create)
            (UpdateLibrary.convertedPenalty create)

    let private decay (at: string -> float) =
        GradientTransformation.WeightDecay(at "λ", ParameterMask.Weights)

    // AdamW and Lion as the optimisers have them: with their default constants.
    let private byDefault implementation equation (create: (string -> float) -> Optimizer) =
        pair equation implementation (UpdateLibrary.steps 3 create) (UpdateLibrary.steps 3 create)

    let private decimals numerator denominator =
        Expression.number numerator / Expression.number denominator

    // How parameters are updated, how rates go, and what metrics and other conventions come to.
    let private updates =
        [
            steps 3 "(E18)" "Optimizer.Sgd" (fun at -> Optimizer.Sgd(Schedule.Of(fun step -> at $"η{step + 1L}")))
            steps 3 "(E18)" "Optimizer.Descent" (fun at ->
                Optimizer.Descent(Schedule.Of(fun step -> at $"η{step + 1L}")))
            descent 3 "(E19)" "GradientTransformation.Momentum" (fun at -> [ GradientTransformation.Momentum(at "μ") ])
            steps 3 "(E19)" "Optimizer.Momentum" (fun at -> Optimizer.Momentum(at "η", at "μ"))
            descent 3 "(E20)" "GradientTransformation.Nesterov" (fun at -> [ GradientTransformation.Nesterov(at "μ") ])
            steps 3 "(E20)" "Optimizer.Nesterov" (fun at -> Optimizer.Nesterov(at "η", at "μ"))
            descent 3 "(E21)" "GradientTransformation.AdaGrad" (fun at -> [ GradientTransformation.AdaGrad(at "ε") ])
            steps 3 "(E21)" "Optimizer.AdaGrad" (fun at -> Optimizer.AdaGrad(at "η", at "ε"))
            descent 3 "(E22)" "GradientTransformation.RmsProp" (fun at ->
                [ GradientTransformation.RmsProp(at "ρ", at "ε") ])
            steps 3 "(E22)" "Optimizer.RmsProp" (fun at -> Optimizer.RmsProp(at "η", at "ρ", at "ε"))
            descent 3 "(E23)" "GradientTransformation.Adam" (fun at ->
                [ GradientTransformation.Adam(at "β₁", at "β₂", at "ε") ])
            steps 3 "(E23)" "Optimizer.Adam" (fun at -> Optimizer.Adam(at "η", at "β₁", at "β₂", at "ε"))
            descent 3 "(E24)" "GradientTransformation.Adam" (fun at ->
                [
                    GradientTransformation.Adam(at "β₁", at "β₂", at "ε", AdamEpsilon.BeforeCorrection)
                ])
            descent 1 "(E25)" "GradientTransformation.WeightDecay" (fun at -> [ decay at ])
            descent 3 "(E26)" "GradientTransformation.WeightDecay" (fun at ->
                [ GradientTransformation.Adam(at "β₁", at "β₂", at "ε"); decay at ])
            byDefault
                "Optimizer.AdamW"
                (Updates.adamWWith (decimals 9 10) (decimals 999 1000) (decimals 1 100_000_000))
                (fun at -> Optimizer.AdamW(at "η", at "λ"))
            descent 3 "(E27)" "GradientTransformation.Lion" (fun at ->
                [ GradientTransformation.Lion(at "β₁", at "β₂"); decay at ])
            byDefault "Optimizer.Lion" (Updates.lionWith (decimals 9 10) (decimals 99 100)) (fun at ->
                Optimizer.Lion(at "η", at "λ"))
            descent 1 "(E28)" "GradientTransformation.ClipByValue" (fun at ->
                [ GradientTransformation.ClipByValue(at "τ") ])
            descent 1 "(E29)" "GradientTransformation.ClipByGlobalNorm" (fun at ->
                [ GradientTransformation.ClipByGlobalNorm(at "τ") ])
            steps 1 "(E29)" "Optimizer.After" (fun at ->
                Optimizer.Sgd(at "η").After(GradientTransformation.ClipByGlobalNorm(at "τ")))
            pair (numbered "(E30)") "Optimizer.Average" UpdateLibrary.average UpdateLibrary.average
            pair (numbered "(E31)") "Optimizer.ReduceOnPlateau" UpdateLibrary.plateau UpdateLibrary.plateau
            rate "(E32)" "Schedule.WithWarmUp" (fun taken -> int64 taken - 1L) (fun at ->
                Schedule.Constant(at "η").WithWarmUp(int (at "S")))
            rate "(E33)" "Schedule.Exponential" int64 (fun at -> Schedule.Exponential(at "η", at "κ", int (at "S")))
            converted "SquaredNorm.ToHalfSquaredNorm" (fun λ _ -> Penalty.SquaredNorm(λ).ToHalfSquaredNorm())
            converted "HalfSquaredNorm.ToSquaredNorm" (fun λ _ -> Penalty.HalfSquaredNorm(2.0 * λ).ToSquaredNorm())
            converted "SquaredNorm.ToPerSample" (fun λ N -> Penalty.SquaredNorm(λ).ToPerSample N)
            converted "SquaredNormPerSample.ToSquaredNorm" (fun λ N ->
                Penalty.SquaredNormPerSample(2.0 * float N * λ).ToSquaredNorm N)
            pair
                (numbered "(E35)")
                "Penalty.ElasticNetOfRatio"
                UpdateLibrary.elasticNetOfRatio
                UpdateLibrary.elasticNetOfRatio
            pair (numbered "(E36)") "RegressionMetrics.RSquared" UpdateLibrary.rSquared UpdateLibrary.rSquared
            pair
                (numbered "(E37)")
                "RegressionMetrics.MeanAbsoluteError"
                UpdateLibrary.meanAbsoluteError
                UpdateLibrary.meanAbsoluteError
            pair
                (numbered "(E38)")
                "RegressionMetrics.RootMeanSquaredError"
                UpdateLibrary.rootMeanSquaredError
                UpdateLibrary.rootMeanSquaredError
            pair (numbered "(E39)") "KroneckerProduct.Apply" UpdateLibrary.kroneckerApply UpdateLibrary.kroneckerApply
            pair
                (numbered "(E39)")
                "KroneckerProduct.ApplyTransposed"
                UpdateLibrary.kroneckerApplyTransposed
                UpdateLibrary.kroneckerApplyTransposed
        ]

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
        @ updates

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
