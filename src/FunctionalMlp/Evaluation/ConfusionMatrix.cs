using System.Collections.Immutable;

namespace FunctionalMlp.Evaluation;

/// <summary>How often a sample of each class was predicted as each class, equation (E64), and the metrics that follow from these counts.</summary>
/// <remarks>
/// Definitions: Sokolova and Lapalme, "A systematic analysis of performance measures for classification tasks", Information
/// Processing and Management 45 (2009). Where a quotient is nothing by nothing (a class never predicted, or without samples) it is taken as 0;
/// means over the classes are over those that have samples.
/// </remarks>
public sealed class ConfusionMatrix : IEquatable<ConfusionMatrix>
{
    private readonly int[] _counts;

    private ConfusionMatrix(int classes, int[] counts) => (Classes, _counts) = (classes, counts);

    /// <summary>K, the number of classes.</summary>
    public int Classes { get; }

    /// <summary>The number of samples.</summary>
    public int Count => _counts.Sum();

    /// <summary>How many samples of one class were predicted as another, or as the same.</summary>
    /// <param name="actual">The class they are of, 0 … K − 1.</param>
    /// <param name="predicted">The class they were taken for, 0 … K − 1.</param>
    /// <exception cref="InvalidInputException">There is no such class.</exception>
    public int this[int actual, int predicted]
    {
        get
        {
            InvalidInputException.RequireIndex(nameof(actual), Classes, actual);
            InvalidInputException.RequireIndex(nameof(predicted), Classes, predicted);
            return _counts[(actual * Classes) + predicted];
        }
    }

    /// <summary>The share of samples predicted as what they are, 0 … 1: equation (E65).</summary>
    public double Accuracy => Ratio(Range.Sum(Correct), Count);

    /// <summary>The mean of the recalls of the classes that have samples: equation (E69) (Brodersen et al., "The balanced accuracy and its posterior distribution", ICPR 2010).</summary>
    public double BalancedAccuracy => MacroRecall;

    /// <summary>The mean of the precisions of the classes that have samples, each class counting the same: equation (E70).</summary>
    public double MacroPrecision => Present.Average(Precision);

    /// <summary>The mean of the recalls of the classes that have samples, each class counting the same: equation (E69).</summary>
    public double MacroRecall => Present.Average(Recall);

    /// <summary>The mean of the F1 of the classes that have samples, each class counting the same: equation (E71).</summary>
    public double MacroF1 => Present.Average(F1);

    private IEnumerable<int> Range => Enumerable.Range(0, Classes);

    private IEnumerable<int> Present => Range.Where(label => Actual(label) > 0);

    /// <summary>Counts.</summary>
    /// <param name="labels">The true classes, at least one, each 0 … K − 1.</param>
    /// <param name="predictions">The predicted classes, as many, each 0 … K − 1.</param>
    /// <param name="classes">K, 1 or more.</param>
    /// <exception cref="InvalidInputException">No label, another number of predictions, a class out of range, or more classes than an array can hold pairs of.</exception>
    public static ConfusionMatrix Create(ImmutableArray<int> labels, ImmutableArray<int> predictions, int classes)
    {
        InvalidInputException.RequireAtLeast(nameof(classes), 1, classes);
        InvalidInputException.RequireArray(nameof(labels), labels);
        InvalidInputException.RequireArray(nameof(predictions), predictions);
        InvalidInputException.RequireAtLeast($"{nameof(labels)}.Length", 1, labels.Length);
        InvalidInputException.RequireShape(nameof(predictions), labels.Length, 1, predictions.Length, 1);
        var counts = new int[InvalidInputException.RequireSize(nameof(classes), classes, classes)];
        for (var i = 0; i < labels.Length; i++)
        {
            InvalidInputException.RequireIndex(nameof(labels), classes, labels[i]);
            InvalidInputException.RequireIndex(nameof(predictions), classes, predictions[i]);
            counts[(labels[i] * classes) + predictions[i]]++;
        }

        return new ConfusionMatrix(classes, counts);
    }

    /// <summary>The share of the samples predicted as a class that are of it: equation (E66).</summary>
    /// <param name="label">The class, 0 … K − 1.</param>
    /// <exception cref="InvalidInputException">There is no such class.</exception>
    public double Precision(int label) => Ratio(Correct(label), Predicted(label));

    /// <summary>The share of the samples of a class that are predicted as it: equation (E67).</summary>
    /// <param name="label">The class, 0 … K − 1.</param>
    /// <exception cref="InvalidInputException">There is no such class.</exception>
    public double Recall(int label) => Ratio(Correct(label), Actual(label));

    /// <summary>Precision and recall in one number: equation (E68).</summary>
    /// <param name="label">The class, 0 … K − 1.</param>
    /// <exception cref="InvalidInputException">There is no such class.</exception>
    public double F1(int label) => Ratio(2 * Correct(label), Predicted(label) + Actual(label));

    /// <summary>Equal counts.</summary>
    /// <param name="other">The matrix to compare with.</param>
    public bool Equals(ConfusionMatrix? other) =>
        other is not null && Classes == other.Classes && _counts.AsSpan().SequenceEqual(other._counts);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ConfusionMatrix);

    /// <inheritdoc/>
    public override int GetHashCode() => _counts.Aggregate(Classes, HashCode.Combine);

    /// <summary>A line for each true class, with the number predicted as each class.</summary>
    public override string ToString() =>
        string.Join(
            '\n',
            Range.Select(actual => string.Join('\t', Range.Select(predicted => this[actual, predicted])))
        );

    private static double Ratio(int part, int whole) => whole == 0 ? 0 : (double)part / whole;

    private int Correct(int label) => this[label, label];

    private int Actual(int label) => Range.Sum(predicted => this[label, predicted]);

    private int Predicted(int label) => Range.Sum(actual => this[actual, label]);
}
