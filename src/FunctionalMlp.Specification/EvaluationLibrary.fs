namespace FunctionalMlp.Specification

open System
open System.Collections.Immutable
open FunctionalMlp
open FunctionalMlp.Data
open FunctionalMlp.Evaluation
open FunctionalMlp.Training

/// The library's metrics of classifiers, scalings, initialisers and L-BFGS, each run on a case as its equation has it.
module EvaluationLibrary =
    let private scalar (value: float) : Matrix<'T> = Library.scalar ('T.CreateChecked value)

    let private confusion (c: Case<'T>) =
        ConfusionMatrix.Create(
            ImmutableArray.Create<int> c.Labels,
            ImmutableArray.Create<int> c.Scores.Predictions,
            c.W2.Rows
        )

    let counts (c: Case<'T>) : Matrix<'T> list =
        let confusion = confusion c

        [
            Matrix.Create(confusion.Classes, confusion.Classes, (fun k l -> 'T.CreateChecked confusion[k, l]))
        ]

    /// A metric of all classes.
    let ofAll (metric: ConfusionMatrix -> float) (c: Case<'T>) : Matrix<'T> list = [ scalar (metric (confusion c)) ]

    /// A metric of each class.
    let ofEach (metric: ConfusionMatrix -> int -> float) (c: Case<'T>) : Matrix<'T> list =
        let confusion = confusion c
        [ for k in 0 .. confusion.Classes - 1 -> scalar (metric confusion k) ]

    /// Of a network that gives its inputs, which are the probabilities.
    let accuracyOfNetwork (c: Case<'T>) : Matrix<'T> list =
        let classes = c.W2.Rows

        let identity =
            LayerParameters(
                Matrix.Create(classes, classes, (fun k l -> if k = l then 'T.One else 'T.Zero)),
                Vector.Zeros classes
            )

        let samples = Batch.Labelled(c.Scores.Probabilities, ReadOnlySpan c.Labels)

        [
            scalar (
                Metrics.Accuracy(Network.Input(classes).Dense(classes), Parameters.FromLayers [ identity ], samples)
            )
        ]

    let logLoss (c: Case<'T>) : Matrix<'T> list =
        [
            scalar (ProbabilityMetrics.LogLoss(c.Scores.Probabilities, ImmutableArray.Create<int> c.Labels))
        ]

    /// What a report on the classifier says.
    let report (part: ClassificationReport -> float) (c: Case<'T>) : Matrix<'T> list =
        let names = [| for k in 1 .. c.W2.Rows -> $"class {k}" |]

        let report =
            ClassificationReport.Create(
                c.Scores.Probabilities,
                ImmutableArray.Create<int> c.Labels,
                ImmutableArray.Create<string> names
            )

        [ scalar (part report) ]

    let rocAuc (c: Case<'T>) : Matrix<'T> list =
        let own, rest = c.Scores.ForFirstClass
        let isOwn = [| for _ in own -> true |], [| for _ in rest -> false |]

        [
            scalar (
                ProbabilityMetrics.RocAuc(
                    ImmutableArray.Create<float>(Array.append rest own),
                    ImmutableArray.Create<bool>(Array.append (snd isOwn) (fst isOwn))
                )
            )
        ]

    let meanRocAuc (c: Case<'T>) : Matrix<'T> list =
        [
            scalar (ProbabilityMetrics.RocAuc(c.Scores.Scores, ImmutableArray.Create<int> c.Scores.Classes))
        ]

    let calibrationError (c: Case<'T>) : Matrix<'T> list =
        [
            scalar (
                ProbabilityMetrics.CalibrationError(
                    c.Scores.Probabilities,
                    ImmutableArray.Create<int> c.Labels,
                    c.Scores.Bins
                )
            )
        ]

    // Column by column.
    let private byColumn (a: Matrix<'T>) = [ a.Transpose() ]

    let standardise (c: Case<'T>) =
        Scaling.Standardize(c.Columns.Values).Apply(c.Columns.Values) |> byColumn

    let standardiseTogether (c: Case<'T>) =
        [ Scaling.StandardizeTogether(c.Columns.Values).Apply(c.Columns.Values) ]

    let minMax (c: Case<'T>) =
        Scaling.MinMax(c.Columns.Values).Apply(c.Columns.Values) |> byColumn

    let apply (c: Case<'T>) =
        Scaling<'T>(c.Columns.Shift, c.Columns.Scale).Apply(c.Columns.Values)
        |> byColumn

    let invert (c: Case<'T>) =
        Scaling<'T>(c.Columns.Shift, c.Columns.Scale).Invert(c.Columns.Values)
        |> byColumn

    /// The weights of the last layer.
    let initialise (initializer: Initializer) (c: Case<'T>) : Matrix<'T> list =
        let parameters = c.Network.Initialize<'T>(initializer, c.Seed)
        [ parameters[parameters.LayerCount - 1].Weights ]

    let direction (c: Case<'T>) : Matrix<'T> list =
        let step = c.Corrections.Step
        let norm = step.Norm()
        [ Matrix.Create(step.Count, 1, (fun k _ -> step.Span[k] / norm)) ]

    /// By the correction that the library has remembered.
    let curvature (c: Case<'T>) : Matrix<'T> list =
        let corrections = c.Corrections.Next.Corrections
        let last = corrections[corrections.Length - 1]

        [
            Library.scalar (last.Parameters.Dot last.Gradient / last.Gradient.Dot last.Gradient)
        ]

    /// A step that meets the Wolfe conditions lacks nothing: so the library says of its own, whose numbers are in the case.
    let lacking (_: Case<'T>) : Matrix<'T> list = [ scalar 0.0 ]
