using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;
using System.Text;

namespace FunctionalMlp.Evaluation;

/// <summary>How good a classifier is on some samples.</summary>
/// <param name="ClassNames">The name of each class.</param>
/// <param name="Confusion">The counts, with accuracy, precision, recall and F1.</param>
/// <param name="LogLoss"><see cref="ProbabilityMetrics.LogLoss"/>.</param>
/// <param name="RocAuc"><see cref="ProbabilityMetrics.RocAuc{T}"/>; NaN if a class has no sample here.</param>
/// <param name="CalibrationError"><see cref="ProbabilityMetrics.CalibrationError"/>.</param>
public sealed record ClassificationReport(
    ImmutableArray<string> ClassNames,
    ConfusionMatrix Confusion,
    double LogLoss,
    double RocAuc,
    double CalibrationError
)
{
    /// <summary>The name of each class.</summary>
    public ImmutableArray<string> ClassNames
    {
        get;
        init => field = InvalidInputException.RequireArray(nameof(ClassNames), value);
    } = InvalidInputException.RequireArray(nameof(ClassNames), ClassNames);

    /// <summary>The share of samples predicted as what they are: equation (E65).</summary>
    public double Accuracy => Confusion.Accuracy;

    /// <summary>From predicted probabilities.</summary>
    /// <param name="probabilities">N×K, N at least 1, K at least 1; each row sums to 1.</param>
    /// <param name="labels">N labels, each 0 … K − 1.</param>
    /// <param name="classNames">K names.</param>
    /// <exception cref="InvalidInputException">The shapes do not conform, a label is out of range, or a row is no probabilities.</exception>
    public static ClassificationReport Create<T>(
        Matrix<T> probabilities,
        ImmutableArray<int> labels,
        ImmutableArray<string> classNames
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        InvalidInputException.RequireArray(nameof(classNames), classNames);
        InvalidInputException.RequireShape(nameof(classNames), probabilities.Columns, 1, classNames.Length, 1);
        var predicted = Enumerable
            .Range(0, probabilities.Rows)
            .Select(row => TensorPrimitives.IndexOfMax(probabilities.Row(row)));
        return new ClassificationReport(
            classNames,
            ConfusionMatrix.Create(labels, [.. predicted], classNames.Length),
            ProbabilityMetrics.LogLoss(probabilities, labels),
            classNames.Length < 2 ? double.NaN : ProbabilityMetrics.RocAuc(probabilities, labels),
            ProbabilityMetrics.CalibrationError(probabilities, labels)
        );
    }

    /// <summary>Equal in every part, the names one by one.</summary>
    /// <param name="other">The report to compare with.</param>
    public bool Equals(ClassificationReport? other) =>
        other is not null
        && ClassNames.SequenceEqual(other.ClassNames)
        && Confusion.Equals(other.Confusion)
        && (LogLoss, RocAuc, CalibrationError).Equals((other.LogLoss, other.RocAuc, other.CalibrationError));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Confusion, LogLoss);

    /// <summary>The metrics, then a line for each class.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        void Line(string name, params ReadOnlySpan<double> values)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name, -24}");
            foreach (var value in values)
            {
                text.Append(CultureInfo.InvariantCulture, $"{value, 10:F4}");
            }

            text.Append('\n');
        }

        Line("accuracy", Accuracy);
        Line("balanced accuracy", Confusion.BalancedAccuracy);
        Line("area under ROC curve", RocAuc);
        Line("log loss", LogLoss);
        Line("calibration error", CalibrationError);
        text.Append(CultureInfo.InvariantCulture, $"{"class", -24}{"precision", 10}{"recall", 10}{"F1", 10}\n");
        for (var label = 0; label < ClassNames.Length; label++)
        {
            Line(ClassNames[label], Confusion.Precision(label), Confusion.Recall(label), Confusion.F1(label));
        }

        Line("mean of the classes", Confusion.MacroPrecision, Confusion.MacroRecall, Confusion.MacroF1);
        return text.ToString();
    }
}
