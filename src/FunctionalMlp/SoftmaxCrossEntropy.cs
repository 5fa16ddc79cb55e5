using System.Globalization;
using System.Numerics;
using FunctionalMlp.Kernels;

namespace FunctionalMlp;

/// <summary>J = (1/N) Σ_i −log ψ(z_i)_{y_i}: softmax cross-entropy on logits, with log-sum-exp shifted by the row's maximum.</summary>
public sealed class SoftmaxCrossEntropy : Loss
{
    internal SoftmaxCrossEntropy() { }

    /// <inheritdoc/>
    public override string Name => "softmax-cross-entropy";

    /// <summary>J, the mean over the samples; the first line of section 2.1.</summary>
    /// <param name="logits">Z, N×K.</param>
    /// <param name="labels">y, N labels, each 0 … K − 1.</param>
    /// <exception cref="InvalidInputException">No sample, another number of labels, or a label out of range.</exception>
#pragma warning disable CA1822 // An instance, so that this loss can be passed on as a Loss.
    public T Value<T>(Matrix<T> logits, ReadOnlySpan<int> labels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RequireLogits(logits, labels);
        return SoftmaxKernel.CrossEntropy(logits.Rows, logits.Columns, logits.Span, labels)
            / T.CreateChecked(logits.Rows);
    }

    /// <summary>∂J/∂Z = (1/N)(ψ(Z) − Δ), equation (16), with Δ the one-hot rows of equation (15).</summary>
    /// <param name="logits">Z, N×K.</param>
    /// <param name="labels">y, N labels, each 0 … K − 1.</param>
    /// <returns>N×K.</returns>
    /// <exception cref="InvalidInputException">No sample, another number of labels, or a label out of range.</exception>
    public Matrix<T> Gradient<T>(Matrix<T> logits, ReadOnlySpan<int> labels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RequireLogits(logits, labels);
        var result = new T[logits.Rows * logits.Columns];
        var scale = T.One / T.CreateChecked(logits.Rows);
        SoftmaxKernel.CrossEntropy(logits.Rows, logits.Columns, logits.Span, labels, scale, result);
        return new Matrix<T>(logits.Rows, logits.Columns, result);
    }
#pragma warning restore CA1822

    /// <summary>Δ, equation (15): a row for each label, with a one in the label's column and zeros elsewhere.</summary>
    /// <param name="labels">y, N labels, each 0 … <paramref name="classes"/> − 1.</param>
    /// <param name="classes">K, 1 or more.</param>
    /// <returns>N×K.</returns>
    /// <exception cref="InvalidInputException">A label is out of range.</exception>
    public static Matrix<T> OneHot<T>(ReadOnlySpan<int> labels, int classes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        InvalidInputException.RequireAtLeast(nameof(classes), 1, classes);
        RequireLabels(nameof(labels), labels, classes);
        var result = new T[labels.Length * classes];
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

        RequireLabels("batch.Labels", batch.Labels.AsSpan(), outputWidth);
    }

    internal override T Value<T>(int outputWidth, ReadOnlySpan<T> outputs, in BatchSpan<T> batch) =>
        SoftmaxKernel.CrossEntropy(batch.Count, outputWidth, outputs, batch.Labels) / T.CreateChecked(batch.Count);

    internal override T ValueAndGradient<T>(
        int outputWidth,
        ReadOnlySpan<T> outputs,
        in BatchSpan<T> batch,
        Span<T> gradient
    )
    {
        var count = T.CreateChecked(batch.Count);
        var scale = T.One / count;
        return SoftmaxKernel.CrossEntropy(batch.Count, outputWidth, outputs, batch.Labels, scale, gradient) / count;
    }

    private static void RequireLogits<T>(Matrix<T> logits, ReadOnlySpan<int> labels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(logits);
        InvalidInputException.RequireAtLeast($"{nameof(logits)}.Rows", 1, logits.Rows);
        if (labels.Length != logits.Rows)
        {
            throw new InvalidInputException(nameof(labels), $"{logits.Rows} labels", $"{labels.Length}");
        }

        RequireLabels(nameof(labels), labels, logits.Columns);
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
