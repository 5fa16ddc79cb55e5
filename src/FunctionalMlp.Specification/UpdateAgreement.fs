namespace FunctionalMlp.Specification

open FunctionalMlp
open FunctionalMlp.Training

/// The part of the agreement that is about training: updates, rates, metrics, conversions.
module UpdateAgreement =
    open FunctionalMlp.Specification.Extensions

    let private pair equation implementation double single =
        Pair.create equation implementation double single

    let private steps count equation implementation create =
        pair equation implementation (UpdateLibrary.steps count create) (UpdateLibrary.steps count create)

    let private descent
        count
        equation
        implementation
        (transformations: (string -> float) -> GradientTransformation list)
        =
        steps count equation implementation (fun at -> Optimizer.Descent(at "η", transformations at |> Array.ofList))

    let private rate equation implementation taken create =
        pair equation implementation (UpdateLibrary.rate taken create) (UpdateLibrary.rate taken create)

    let private rateAt equation implementation create =
        pair equation implementation (UpdateLibrary.rateAt "t" create) (UpdateLibrary.rateAt "t" create)

    let private converted implementation create =
        pair
            Conversions.squaredNorm
            implementation
            (UpdateLibrary.convertedPenalty create)
            (UpdateLibrary.convertedPenalty create)

    let private decay (at: string -> float) =
        GradientTransformation.WeightDecay(at "λ", ParameterMask.Weights)

    // The default constants of AdamW and Lion.
    let private decimals numerator denominator =
        Expression.number numerator / Expression.number denominator

    /// How parameters are updated, how rates go, and what metrics and other conventions come to.
    let pairs =
        [
            steps 3 Updates.gradientDescent "Optimizer.Sgd" (fun at ->
                Optimizer.Sgd(Schedule.Of(fun step -> at $"η{step + 1L}")))
            steps 3 Updates.gradientDescent "Optimizer.Descent" (fun at ->
                Optimizer.Descent(Schedule.Of(fun step -> at $"η{step + 1L}")))
            descent 3 Updates.momentum "GradientTransformation.Momentum" (fun at ->
                [ GradientTransformation.Momentum(at "μ") ])
            steps 3 Updates.momentum "Optimizer.Momentum" (fun at -> Optimizer.Momentum(at "η", at "μ"))
            descent 3 Updates.nesterov "GradientTransformation.Nesterov" (fun at ->
                [ GradientTransformation.Nesterov(at "μ") ])
            steps 3 Updates.nesterov "Optimizer.Nesterov" (fun at -> Optimizer.Nesterov(at "η", at "μ"))
            descent 3 Updates.adaGrad "GradientTransformation.AdaGrad" (fun at ->
                [ GradientTransformation.AdaGrad(at "ε") ])
            steps 3 Updates.adaGrad "Optimizer.AdaGrad" (fun at -> Optimizer.AdaGrad(at "η", at "ε"))
            descent 3 Updates.rmsProp "GradientTransformation.RmsProp" (fun at ->
                [ GradientTransformation.RmsProp(at "ρ", at "ε") ])
            steps 3 Updates.rmsProp "Optimizer.RmsProp" (fun at -> Optimizer.RmsProp(at "η", at "ρ", at "ε"))
            descent 3 Updates.adam "GradientTransformation.Adam" (fun at ->
                [ GradientTransformation.Adam(at "β₁", at "β₂", at "ε") ])
            steps 3 Updates.adam "Optimizer.Adam" (fun at -> Optimizer.Adam(at "η", at "β₁", at "β₂", at "ε"))
            descent 3 Updates.adamBeforeCorrection "GradientTransformation.Adam" (fun at ->
                [
                    GradientTransformation.Adam(at "β₁", at "β₂", at "ε", AdamEpsilon.BeforeCorrection)
                ])
            descent 1 Updates.weightDecay "GradientTransformation.WeightDecay" (fun at -> [ decay at ])
            descent 3 Updates.adamW "GradientTransformation.WeightDecay" (fun at ->
                [ GradientTransformation.Adam(at "β₁", at "β₂", at "ε"); decay at ])
            steps
                3
                (Updates.adamWWith (decimals 9 10) (decimals 999 1000) (decimals 1 100_000_000))
                "Optimizer.AdamW"
                (fun at -> Optimizer.AdamW(at "η", at "λ"))
            descent 3 Updates.lion "GradientTransformation.Lion" (fun at ->
                [ GradientTransformation.Lion(at "β₁", at "β₂"); decay at ])
            steps 3 (Updates.lionWith (decimals 9 10) (decimals 99 100)) "Optimizer.Lion" (fun at ->
                Optimizer.Lion(at "η", at "λ"))
            descent 1 Updates.clipByValue "GradientTransformation.ClipByValue" (fun at ->
                [ GradientTransformation.ClipByValue(at "τ") ])
            descent 1 Updates.clipByGlobalNorm "GradientTransformation.ClipByGlobalNorm" (fun at ->
                [ GradientTransformation.ClipByGlobalNorm(at "τ") ])
            steps 1 Updates.clipByGlobalNorm "Optimizer.After" (fun at ->
                Optimizer.Sgd(at "η").After(GradientTransformation.ClipByGlobalNorm(at "τ")))
            pair Updates.average "Optimizer.Average" UpdateLibrary.average UpdateLibrary.average
            pair Updates.plateau "Optimizer.ReduceOnPlateau" UpdateLibrary.plateau UpdateLibrary.plateau
            rate Schedules.warmUp "Schedule.WithWarmUp" (fun taken -> int64 taken - 1L) (fun at ->
                Schedule.Constant(at "η").WithWarmUp(int (at "S")))
            rate Schedules.exponential "Schedule.Exponential" int64 (fun at ->
                Schedule.Exponential(at "η", at "κ", int (at "S")))
            rate Schedules.stepDecay "Schedule.StepDecay" (fun taken -> 4L * int64 taken) (fun at ->
                Schedule.StepDecay(at "η", at "κ", int (at "S")))
            rateAt Schedules.cosine "Schedule.Cosine" (fun at -> Schedule.Cosine(at "η", int (at "S"), at "ζ"))
            rateAt Schedules.oneCycle "Schedule.OneCycle" (fun at -> Schedule.OneCycle(at "η", int (at "C"), at "r"))
            converted "SquaredNorm.ToHalfSquaredNorm" (fun λ _ -> Penalty.SquaredNorm(λ).ToHalfSquaredNorm())
            converted "HalfSquaredNorm.ToSquaredNorm" (fun λ _ -> Penalty.HalfSquaredNorm(2.0 * λ).ToSquaredNorm())
            converted "SquaredNorm.ToPerSample" (fun λ N -> Penalty.SquaredNorm(λ).ToPerSample N)
            converted "SquaredNormPerSample.ToSquaredNorm" (fun λ N ->
                Penalty.SquaredNormPerSample(2.0 * float N * λ).ToSquaredNorm N)
            pair Metrics.rSquared "RegressionMetrics.RSquared" UpdateLibrary.rSquared UpdateLibrary.rSquared
            pair
                Metrics.meanAbsoluteError
                "RegressionMetrics.MeanAbsoluteError"
                UpdateLibrary.meanAbsoluteError
                UpdateLibrary.meanAbsoluteError
            pair
                Metrics.rootMeanSquaredError
                "RegressionMetrics.RootMeanSquaredError"
                UpdateLibrary.rootMeanSquaredError
                UpdateLibrary.rootMeanSquaredError
            pair
                Products.kroneckerProduct
                "KroneckerProduct.Apply"
                UpdateLibrary.kroneckerApply
                UpdateLibrary.kroneckerApply
            pair
                Products.kroneckerProduct
                "KroneckerProduct.ApplyTransposed"
                UpdateLibrary.kroneckerApplyTransposed
                UpdateLibrary.kroneckerApplyTransposed
        ]
