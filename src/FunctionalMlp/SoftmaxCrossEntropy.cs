using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using FunctionalMlp.Kernels;

namespace FunctionalMlp;

/// <summary>
/// J, the mean softmax cross-entropy of logits, section 2.1 of the paper, with log-sum-exp shifted by the row's maximum; with weights of
/// the samples and of the classes, and with smoothed labels, equation (E54).
/// </summary>
/// <remarks>The weighted mean is PyTorch's: it divides by the weights of the samples' own classes.</remarks>
public sealed class SoftmaxCrossEntropy : Loss
{
    internal SoftmaxCrossEntropy() { }

    /// <summary>ε; 0 unless set by <see cref="WithLabelSmoothing"/>.</summary>
    public double LabelSmoothing { get; private init; }

    /// <summary>c; empty unless set by <see cref="WithClassWeights"/>: then all classes count the same.</summary>
    public ImmutableArray<double> ClassWeights { get; private init; } = [];

    /// <inheritdoc/>
    public override string Name => "softmax-cross-entropy";

    /// <summary>
    /// The same loss, which spreads a share ε of each label evenly over all classes. Szegedy et al., "Rethinking the Inception architecture
    /// for computer vision", CVPR 2016, section 7.
    /// </summary>
    /// <param name="smoothing">ε, 0 or above, below 1.</param>
    /// <exception cref="InvalidInputException">ε is out of range.</exception>
    public SoftmaxCrossEntropy WithLabelSmoothing(double smoothing) =>
        smoothing is >= 0 and < 1
            ? new SoftmaxCrossEntropy { LabelSmoothing = smoothing, ClassWeights = ClassWeights }
            : throw new InvalidInputException(
                nameof(smoothing),
                "a number at least 0 and below 1",
                smoothing.ToString(CultureInfo.InvariantCulture)
            );

    /// <summary>The same loss, in which each class counts by a weight of its own.</summary>
    /// <param name="weights">c, one for each class, finite, 0 or above, not all 0; none for classes that count the same.</param>
    /// <exception cref="InvalidInputException">A weight is out of range.</exception>
    public SoftmaxCrossEntropy WithClassWeights(params IEnumerable<double> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ImmutableArray<double> all = [.. weights];
        SampleWeights.Require<double>(nameof(weights), all.Length, all.AsSpan());
        return new SoftmaxCrossEntropy { LabelSmoothing = LabelSmoothing, ClassWeights = all };
    }

    /// <summary>Weights with which classes of unequal size count the same in all, and the samples count one in the mean.</summary>
    /// <param name="labels">y, N labels, each 0 … <paramref name="classes"/> − 1, and each class at least once.</param>
    /// <param name="classes">K, 1 or more.</param>
    /// <exception cref="InvalidInputException">A label is out of range, or a class has no sample.</exception>
    public static ImmutableArray<double> BalancedWeights(ReadOnlySpan<int> labels, int classes)
    {
        InvalidInputException.RequireAtLeast(nameof(classes), 1, classes);
        RequireLabels(nameof(labels), labels, classes);
        var counts = new int[classes];
        foreach (var label in labels)
        {
            counts[label]++;
        }

        var empty = Array.IndexOf(counts, 0);
        if (empty >= 0)
        {
            throw new InvalidInputException(nameof(labels), "a sample of each class", $"none of class {empty}");
        }

        var total = (double)labels.Length;
        return [.. counts.Select(count => total / ((double)classes * count))];
    }

    /// <summary>J, the mean over the samples; the first line of section 2.1; with weights or smoothed labels, equation (E54).</summary>
    /// <param name="logits">Z, N×K.</param>
    /// <param name="labels">y, N labels, each 0 … K − 1.</param>
    /// <param name="weights">w, a weight for each sample, 0 or above and not all 0; none if they are all the same.</param>
    /// <exception cref="InvalidInputException">No sample, another number of labels or weights, or one out of range.</exception>
    public T Value<T>(Matrix<T> logits, ReadOnlySpan<int> labels, ReadOnlySpan<T> weights = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RequireLogits(logits, labels, weights);
        var batch = new BatchSpan<T>(logits.Rows, [], labels, [], weights);
        if (!IsPlain(batch))
        {
            return Weighted(logits.Columns, logits.Span, batch, []);
        }

        var workspace = Workspace<T>.OfThread(logits.Span.Length);
        var columns = workspace.Inputs(logits.Columns, logits.Rows);
        columns.CopyFrom(logits.Span);
        var value = Value(columns, batch, workspace);
        GC.KeepAlive(workspace);
        return value;
    }

    /// <summary>∂J/∂Z, equation (16); with weights or smoothed labels, equation (E9).</summary>
    /// <param name="logits">Z, N×K.</param>
    /// <param name="labels">y, N labels, each 0 … K − 1.</param>
    /// <param name="weights">w, a weight for each sample, 0 or above and not all 0; none if they are all the same.</param>
    /// <returns>N×K.</returns>
    /// <exception cref="InvalidInputException">No sample, another number of labels or weights, or one out of range.</exception>
    public Matrix<T> Gradient<T>(Matrix<T> logits, ReadOnlySpan<int> labels, ReadOnlySpan<T> weights = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RequireLogits(logits, labels, weights);
        var result = new T[logits.Rows * logits.Columns];
        var batch = new BatchSpan<T>(logits.Rows, [], labels, [], weights);
        if (!IsPlain(batch))
        {
            Weighted(logits.Columns, logits.Span, batch, result);
            return new Matrix<T>(logits.Rows, logits.Columns, result);
        }

        var workspace = Workspace<T>.OfThread(logits.Span.Length);
        var columns = workspace.Inputs(logits.Columns, logits.Rows);
        columns.CopyFrom(logits.Span);
        ValueAndGradient(columns, batch, workspace, columns);
        workspace.InRows(columns).CopyTo(result);
        GC.KeepAlive(workspace);
        return new Matrix<T>(logits.Rows, logits.Columns, result);
    }

    /// <summary>Δ, equation (15): a row for each label, with a one in the label's column and zeros elsewhere.</summary>
    /// <param name="labels">y, N labels, each 0 … <paramref name="classes"/> − 1.</param>
    /// <param name="classes">K, 1 or more.</param>
    /// <returns>N×K.</returns>
    /// <exception cref="InvalidInputException">A label is out of range, or the result would be too large.</exception>
    public static Matrix<T> OneHot<T>(ReadOnlySpan<int> labels, int classes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        InvalidInputException.RequireAtLeast(nameof(classes), 1, classes);
        RequireLabels(nameof(labels), labels, classes);
        var result = new T[InvalidInputException.RequireSize(nameof(classes), labels.Length, classes)];
        for (var i = 0; i < labels.Length; i++)
        {
            result[(i * classes) + labels[i]] = T.One;
        }

        return new Matrix<T>(labels.Length, classes, result);
    }

    internal override void Require<T>(Batch<T> batch, int outputWidth)
    {
        if (batch.Labels.IsEmpty)
        {
            throw new InvalidInputException("batch", "a batch with class labels", "one without");
        }

        if (batch.LargestLabel >= outputWidth)
        {
            RequireLabels("batch.Labels", batch.Labels.AsSpan(), outputWidth);
        }

        RequireClasses("network.OutputWidth", outputWidth);
    }

    internal override T Scale<T>(in BatchSpan<T> batch) => WeightedCrossEntropy.Scale(batch, ClassWeights.AsSpan());

    internal override T Value<T>(Features<T> outputs, in BatchSpan<T> batch, Workspace<T> workspace) =>
        IsPlain(batch)
            ? SoftmaxKernel.CrossEntropy(outputs, batch.Labels) / T.CreateChecked(batch.Count)
            : Weighted(outputs.Width, workspace.InRows(outputs), batch, []);

    internal override T ValueAndGradient<T>(
        Features<T> outputs,
        in BatchSpan<T> batch,
        Workspace<T> workspace,
        Features<T> gradient
    )
    {
        if (IsPlain(batch))
        {
            var count = T.CreateChecked(batch.Count);
            return SoftmaxKernel.CrossEntropy(outputs, batch.Labels, T.One / count, gradient) / count;
        }

        var rows = workspace.InRows(outputs);
        var value = Weighted(outputs.Width, rows, batch, rows);
        gradient.CopyFrom(rows);
        return value;
    }

    private bool IsPlain<T>(in BatchSpan<T> batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        LabelSmoothing == 0 && ClassWeights.IsEmpty && batch.Weights.IsEmpty;

    private T Weighted<T>(int classes, ReadOnlySpan<T> logits, in BatchSpan<T> batch, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        WeightedCrossEntropy.Run(classes, logits, batch, ClassWeights.AsSpan(), LabelSmoothing, Scale(batch), gradient);

    private void RequireClasses(string argument, int classes)
    {
        if (!ClassWeights.IsEmpty && ClassWeights.Length != classes)
        {
            throw new InvalidInputException(
                argument,
                $"{ClassWeights.Length} classes, one for each of the loss's weights",
                $"{classes}"
            );
        }
    }

    private void RequireLogits<T>(Matrix<T> logits, ReadOnlySpan<int> labels, ReadOnlySpan<T> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(logits);
        InvalidInputException.RequireAtLeast($"{nameof(logits)}.Rows", 1, logits.Rows);
        if (labels.Length != logits.Rows)
        {
            throw new InvalidInputException(nameof(labels), $"{logits.Rows} labels", $"{labels.Length}");
        }

        RequireLabels(nameof(labels), labels, logits.Columns);
        RequireClasses($"{nameof(logits)}.Columns", logits.Columns);
        SampleWeights.Require(nameof(weights), logits.Rows, weights);
        InvalidInputException.RequireFiniteSum(nameof(weights), weights);
    }

    private static void RequireLabels(string argument, ReadOnlySpan<int> labels, int classes)
    {
        for (var i = 0; i < labels.Length; i++)
        {
            if ((uint)labels[i] >= (uint)classes)
            {
                throw new InvalidInputException(
                    argument,
                    string.Create(CultureInfo.InvariantCulture, $"labels 0…{classes - 1}"),
                    string.Create(CultureInfo.InvariantCulture, $"{labels[i]} at index {i}")
                );
            }
        }
    }
}
