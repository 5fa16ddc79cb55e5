using System.Numerics;

namespace FunctionalMlp.Kernels;

/// <summary>Softmax cross-entropy with weights of samples and of classes and with smoothed labels, equation (E9).</summary>
/// <remarks>Without weights and smoothing it is what <see cref="SoftmaxKernel"/> computes.</remarks>
internal static class WeightedCrossEntropy
{
    /// <summary>The sum over the rows, times the scale; and its gradient, unless that span is empty. It may be the span of the logits.</summary>
    internal static T Run<T>(
        int classes,
        ReadOnlySpan<T> logits,
        in BatchSpan<T> batch,
        ReadOnlySpan<double> classWeights,
        double smoothing,
        T scale,
        Span<T> gradient
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var row = classes <= 256 ? stackalloc T[classes] : new T[classes];
        var (uniform, own) = (T.CreateChecked(smoothing / classes), T.CreateChecked(1 - smoothing));
        var total = T.Zero;
        for (var i = 0; i < batch.Count; i++)
        {
            var z = logits.Slice(i * classes, classes);
            var maximum = z[0];
            foreach (var logit in z)
            {
                maximum = T.Max(maximum, logit);
            }

            for (var k = 0; k < classes; k++)
            {
                row[k] = z[k] - maximum;
            }

            Exponential.Exp(row, row);
            var sum = Reductions.Sum<T>(row);
            var log = Exponential.Log(sum);
            var (weight, targets, loss) = (batch.Weights.IsEmpty ? T.One : batch.Weights[i], T.Zero, T.Zero);
            for (var k = 0; k < classes; k++)
            {
                var target = Target(k, k == batch.Labels[i], classWeights, uniform, own, weight);
                loss += target * (log + (maximum - z[k]));
                targets += target;
            }

            total += loss;
            if (!gradient.IsEmpty)
            {
                var factor = scale * targets / sum;
                var result = gradient.Slice(i * classes, classes);
                for (var k = 0; k < classes; k++)
                {
                    var target = Target(k, k == batch.Labels[i], classWeights, uniform, own, weight);
                    result[k] = T.FusedMultiplyAdd(row[k], factor, -(scale * target));
                }
            }
        }

        return total * scale;
    }

    /// <summary>One over the sum over the samples of their own weights times their classes'; 0 if that sum is.</summary>
    internal static T Scale<T>(in BatchSpan<T> batch, ReadOnlySpan<double> classWeights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (classWeights.IsEmpty)
        {
            return SampleWeights.Scale(batch);
        }

        var total = T.Zero;
        for (var i = 0; i < batch.Count; i++)
        {
            var weight = batch.Weights.IsEmpty ? T.One : batch.Weights[i];
            total += weight * T.CreateChecked(classWeights[batch.Labels[i]]);
        }

        return total > T.Zero ? T.One / total : T.Zero;
    }

    private static T Target<T>(int k, bool isLabel, ReadOnlySpan<double> classWeights, T uniform, T own, T weight)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var share = isLabel ? own + uniform : uniform;
        return weight * (classWeights.IsEmpty ? share : share * T.CreateChecked(classWeights[k]));
    }
}
