using System.Numerics;

namespace FunctionalMlp.Kernels;

/// <summary>Softmax and its cross-entropy over the rows of logits, shifted by each row's maximum.</summary>
internal static class SoftmaxKernel
{
    internal static void Softmax<T>(int rows, int classes, ReadOnlySpan<T> logits, Span<T> probabilities)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var i = 0; i < rows; i++)
        {
            var output = probabilities.Slice(i * classes, classes);
            var (_, sum) = Exponentials(logits.Slice(i * classes, classes), output);
            foreach (ref var entry in output)
            {
                entry /= sum;
            }
        }
    }

    /// <summary>The sum over the rows of −log ψ(z)_label.</summary>
    internal static T CrossEntropy<T>(int rows, int classes, ReadOnlySpan<T> logits, ReadOnlySpan<int> labels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var total = T.Zero;
        for (var i = 0; i < rows; i++)
        {
            var row = logits.Slice(i * classes, classes);
            var maximum = Maximum(row);
            var sum = T.Zero;
            foreach (var logit in row)
            {
                sum += Exponential.Exp(logit - maximum);
            }

            total += Exponential.Log(sum) + (maximum - row[labels[i]]);
        }

        return total;
    }

    /// <summary>The same, and scale · (ψ(z) − Δ) into <paramref name="gradient"/>, which may be the span of the logits.</summary>
    internal static T CrossEntropy<T>(
        int rows,
        int classes,
        ReadOnlySpan<T> logits,
        ReadOnlySpan<int> labels,
        T scale,
        Span<T> gradient
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var total = T.Zero;
        for (var i = 0; i < rows; i++)
        {
            var row = gradient.Slice(i * classes, classes);
            var logit = logits[(i * classes) + labels[i]];
            var (maximum, sum) = Exponentials(logits.Slice(i * classes, classes), row);
            var factor = scale / sum;
            foreach (ref var entry in row)
            {
                entry *= factor;
            }

            row[labels[i]] -= scale;
            total += Exponential.Log(sum) + (maximum - logit);
        }

        return total;
    }

    private static (T Maximum, T Sum) Exponentials<T>(ReadOnlySpan<T> logits, Span<T> exponentials)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var maximum = Maximum(logits);
        var sum = T.Zero;
        for (var j = 0; j < logits.Length; j++)
        {
            exponentials[j] = Exponential.Exp(logits[j] - maximum);
            sum += exponentials[j];
        }

        return (maximum, sum);
    }

    private static T Maximum<T>(ReadOnlySpan<T> row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var maximum = row[0];
        foreach (var entry in row)
        {
            maximum = T.Max(maximum, entry);
        }

        return maximum;
    }
}
