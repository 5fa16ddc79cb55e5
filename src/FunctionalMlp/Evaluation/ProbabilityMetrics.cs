using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;

namespace FunctionalMlp.Evaluation;

/// <summary>How good predicted probabilities are: in each row numbers from 0 to 1 that sum to 1, but for rounding.</summary>
public static class ProbabilityMetrics
{
    /// <summary>How improbable the labels were, as a mean over the samples: equation (E72). Probabilities are kept T's epsilon at 1 away from 0 and 1, as scikit-learn does.</summary>
    /// <param name="probabilities">N×K, N at least 1.</param>
    /// <param name="labels">N labels, each 0 … K − 1.</param>
    /// <exception cref="InvalidInputException">No sample, another number of labels, a label out of range, or a row that is no probabilities.</exception>
    public static double LogLoss<T>(Matrix<T> probabilities, ImmutableArray<int> labels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require(probabilities, labels);
        // The distance from 1 to the next number: the least that a probability can be told from 0 by its complement.
        var epsilon = double.CreateChecked(T.BitIncrement(T.One) - T.One);
        var sum = 0.0;
        for (var i = 0; i < labels.Length; i++)
        {
            sum -= Math.Log(Math.Clamp(double.CreateChecked(probabilities[i, labels[i]]), epsilon, 1 - epsilon));
        }

        return sum / labels.Length;
    }

    /// <summary>
    /// The area under the ROC curve, which is how often a positive sample scores higher than a negative one: equation (E73) (Hanley and McNeil, "The meaning and use of the area under a ROC curve", Radiology 143, 1982).
    /// </summary>
    /// <param name="scores">Higher for what is more likely positive; no NaN.</param>
    /// <param name="positives">Whether each sample is positive, as many.</param>
    /// <returns>0 … 1; NaN if all samples are positive, or none, for then there are no pairs.</returns>
    /// <exception cref="InvalidInputException">Another number of samples, or NaN among the scores.</exception>
    public static double RocAuc(ImmutableArray<double> scores, ImmutableArray<bool> positives)
    {
        InvalidInputException.RequireArray(nameof(scores), scores);
        InvalidInputException.RequireArray(nameof(positives), positives);
        InvalidInputException.RequireShape(nameof(positives), scores.Length, 1, positives.Length, 1);
        if (scores.Any(double.IsNaN))
        {
            throw new InvalidInputException(nameof(scores), "numbers", "NaN");
        }

        // Groups of equal scores, from the lowest: a positive beats the negatives below it, and half of those beside it.
        var (below, pairs) = (0L, 0.0);
        foreach (var tied in Enumerable.Range(0, scores.Length).GroupBy(i => scores[i]).OrderBy(group => group.Key))
        {
            var positive = tied.LongCount(i => positives[i]);
            var negative = tied.LongCount() - positive;
            pairs += positive * (below + (0.5 * negative));
            below += negative;
        }

        return pairs / ((double)below * (scores.Length - below));
    }

    /// <summary>For two classes, the area for class 1; for more, the mean of the areas of each class against the rest, over the classes that have one: equation (E74).</summary>
    /// <param name="probabilities">N×K, K at least 2.</param>
    /// <param name="labels">N labels, each 0 … K − 1.</param>
    /// <returns>0 … 1; NaN if all samples are of one class.</returns>
    /// <exception cref="InvalidInputException">No sample, fewer than two classes, another number of labels, a label out of range, or a row that is no probabilities.</exception>
    public static double RocAuc<T>(Matrix<T> probabilities, ImmutableArray<int> labels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require(probabilities, labels);
        InvalidInputException.RequireAtLeast("probabilities.Columns", 2, probabilities.Columns);
        var first = probabilities.Columns == 2 ? 1 : 0;
        return Enumerable
            .Range(first, probabilities.Columns - first)
            .Select(label =>
                RocAuc(
                    [.. Enumerable.Range(0, labels.Length).Select(i => double.CreateChecked(probabilities[i, label]))],
                    [.. labels.Select(actual => actual == label)]
                )
            )
            .Where(area => !double.IsNaN(area))
            .DefaultIfEmpty(double.NaN)
            .Average();
    }

    /// <summary>
    /// The expected calibration error, of samples in bins of equal width by their highest probability: equation (E75) (Guo et al., "On calibration of modern neural networks", ICML 2017, their equation 3).
    /// </summary>
    /// <param name="probabilities">N×K, N at least 1; each 0 … 1.</param>
    /// <param name="labels">N labels, each 0 … K − 1.</param>
    /// <param name="bins">How many, 1 or more. A probability between two bins is in the lower one.</param>
    /// <exception cref="InvalidInputException">No sample, no bin, another number of labels, a label out of range, or a row that is no probabilities.</exception>
    public static double CalibrationError<T>(Matrix<T> probabilities, ImmutableArray<int> labels, int bins = 15)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require(probabilities, labels);
        InvalidInputException.RequireAtLeast(nameof(bins), 1, bins);
        var excess = new double[bins];
        for (var i = 0; i < labels.Length; i++)
        {
            var predicted = TensorPrimitives.IndexOfMax(probabilities.Row(i));
            var confidence = double.CreateChecked(probabilities[i, predicted]);
            var bin = Math.Clamp((int)Math.Ceiling(confidence * bins) - 1, 0, bins - 1);
            excess[bin] += (predicted == labels[i] ? 1 : 0) - confidence;
        }

        return excess.Sum(Math.Abs) / labels.Length;
    }

    private static void Require<T>(Matrix<T> probabilities, ImmutableArray<int> labels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        InvalidInputException.RequireArray(nameof(labels), labels);
        InvalidInputException.RequireAtLeast("probabilities.Rows", 1, probabilities.Rows);
        InvalidInputException.RequireShape(nameof(labels), probabilities.Rows, 1, labels.Length, 1);
        foreach (var label in labels)
        {
            InvalidInputException.RequireIndex(nameof(labels), probabilities.Columns, label);
        }

        RequireProbabilities(probabilities);
    }

    /// <summary>The root of T's epsilon is left for rounding, as in scikit-learn: a sum of K terms errs by about K epsilons.</summary>
    private static void RequireProbabilities<T>(Matrix<T> probabilities)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var rounding = Math.Sqrt(double.CreateChecked(T.BitIncrement(T.One) - T.One));
        for (var row = 0; row < probabilities.Rows; row++)
        {
            var sum = 0.0;
            for (var column = 0; column < probabilities.Columns; column++)
            {
                var probability = double.CreateChecked(probabilities[row, column]);
                if (!(probability >= 0 && probability <= 1 + rounding))
                {
                    Refuse("numbers from 0 to 1", $"{probability} in row {row}, column {column}");
                }

                sum += probability;
            }

            if (Math.Abs(sum - 1) > rounding)
            {
                Refuse("rows that sum to 1", $"{sum} in row {row}");
            }
        }

        static void Refuse(string expected, FormattableString actual) =>
            throw new InvalidInputException(
                nameof(probabilities),
                expected,
                actual.ToString(CultureInfo.InvariantCulture)
            );
    }
}
