namespace FunctionalMlp.Specification

open FunctionalMlp

/// The part of the agreement that is about metrics of classifiers, scalings, initialisers and L-BFGS.
module EvaluationAgreement =
    open FunctionalMlp.Specification.Extensions

    let private pair equation implementation double single =
        Pair.create equation implementation double single

    let private ofAll equation implementation metric =
        pair equation implementation (EvaluationLibrary.ofAll metric) (EvaluationLibrary.ofAll metric)

    let private ofEach equation implementation metric =
        pair equation implementation (EvaluationLibrary.ofEach metric) (EvaluationLibrary.ofEach metric)

    let private report equation part =
        pair equation "ClassificationReport.Create" (EvaluationLibrary.report part) (EvaluationLibrary.report part)

    let private initialiser equation name initializer =
        { pair
              equation
              "Network.Initialize"
              (EvaluationLibrary.initialise initializer)
              (EvaluationLibrary.initialise initializer) with
            Which = name
        }

    /// How classifiers are judged, how columns are scaled, how weights start, and how L-BFGS steps.
    let pairs =
        [
            pair Classification.counts "ConfusionMatrix.Create" EvaluationLibrary.counts EvaluationLibrary.counts
            ofAll Classification.accuracy "ConfusionMatrix.Accuracy" _.Accuracy
            pair
                Classification.accuracy
                "Metrics.Accuracy"
                EvaluationLibrary.accuracyOfNetwork
                EvaluationLibrary.accuracyOfNetwork
            ofEach Classification.precisionOfClass "ConfusionMatrix.Precision" (fun counts -> counts.Precision)
            ofEach Classification.recallOfClass "ConfusionMatrix.Recall" (fun counts -> counts.Recall)
            ofEach Classification.f1OfClass "ConfusionMatrix.F1" (fun counts -> counts.F1)
            ofAll Classification.balancedAccuracy "ConfusionMatrix.BalancedAccuracy" _.BalancedAccuracy
            ofAll Classification.balancedAccuracy "ConfusionMatrix.MacroRecall" _.MacroRecall
            ofAll Classification.macroPrecision "ConfusionMatrix.MacroPrecision" _.MacroPrecision
            ofAll Classification.macroF1 "ConfusionMatrix.MacroF1" _.MacroF1
            pair Probabilities.logLoss "ProbabilityMetrics.LogLoss" EvaluationLibrary.logLoss EvaluationLibrary.logLoss
            report Classification.accuracy _.Accuracy
            report Classification.macroF1 _.Confusion.MacroF1
            report Probabilities.logLoss _.LogLoss
            pair Probabilities.rocAuc "ProbabilityMetrics.RocAuc" EvaluationLibrary.rocAuc EvaluationLibrary.rocAuc
            pair
                Probabilities.meanRocAuc
                "ProbabilityMetrics.RocAuc"
                EvaluationLibrary.meanRocAuc
                EvaluationLibrary.meanRocAuc
            pair
                Probabilities.calibrationError
                "ProbabilityMetrics.CalibrationError"
                EvaluationLibrary.calibrationError
                EvaluationLibrary.calibrationError
            pair Scalings.standardise "Scaling.Standardize" EvaluationLibrary.standardise EvaluationLibrary.standardise
            pair
                Scalings.standardiseTogether
                "Scaling.StandardizeTogether"
                EvaluationLibrary.standardiseTogether
                EvaluationLibrary.standardiseTogether
            pair Scalings.minMax "Scaling.MinMax" EvaluationLibrary.minMax EvaluationLibrary.minMax
            pair Scalings.apply "Scaling.Apply" EvaluationLibrary.apply EvaluationLibrary.apply
            pair Scalings.invert "Scaling.Invert" EvaluationLibrary.invert EvaluationLibrary.invert
            initialiser Initializers.heNormal (nameof Initializer.HeNormal) Initializer.HeNormal
            initialiser Initializers.heUniform (nameof Initializer.HeUniform) Initializer.HeUniform
            initialiser Initializers.glorotNormal (nameof Initializer.GlorotNormal) Initializer.GlorotNormal
            initialiser Initializers.glorotUniform (nameof Initializer.GlorotUniform) Initializer.GlorotUniform
            pair QuasiNewton.direction "Lbfgs.Step" EvaluationLibrary.direction EvaluationLibrary.direction
            pair QuasiNewton.wolfeConditions "Lbfgs.Step" EvaluationLibrary.lacking EvaluationLibrary.lacking
            pair QuasiNewton.curvature "Lbfgs.Step" EvaluationLibrary.curvature EvaluationLibrary.curvature
        ]
