using System.Globalization;
using System.Numerics;

namespace FunctionalMlp.Kernels;

/// <summary>Weighted means over samples, as in equations (E7) to (E10); where no weights are given, all are 1.</summary>
internal static class SampleWeights
{
    /// <summary>One over the sum of the weights; 0 if all weights of a mini-batch are 0, which then teaches nothing.</summary>
    internal static T Scale<T>(in BatchSpan<T> batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var total = batch.Weights.IsEmpty ? T.CreateChecked(batch.Count) : Reductions.Sum(batch.Weights);
        return total > T.Zero ? T.One / total : T.Zero;
    }

    /// <summary>Multiplies a stretch of an N×width matrix that begins with entry <paramref name="start"/> by the weights of its rows.</summary>
    internal static void Multiply<T>(in BatchSpan<T> batch, int width, int start, Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!batch.Weights.IsEmpty)
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] *= batch.Weights[(start + i) / width];
            }
        }
    }

    /// <summary>One weight for each sample, finite, 0 or above, not all 0; or none at all.</summary>
    internal static void Require<T>(string argument, int count, ReadOnlySpan<T> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (weights.IsEmpty)
        {
            return;
        }

        if (weights.Length != count)
        {
            throw new InvalidInputException(argument, $"{count} weights", $"{weights.Length}");
        }

        for (var i = 0; i < weights.Length; i++)
        {
            if (!T.IsFinite(weights[i]) || weights[i] < T.Zero)
            {
                throw new InvalidInputException(
                    argument,
                    "finite numbers, zero or above",
                    string.Create(CultureInfo.InvariantCulture, $"{weights[i]} at index {i}")
                );
            }
        }

        if (!weights.ContainsAnyExcept(T.Zero))
        {
            throw new InvalidInputException(argument, "weights that are not all 0", "only zeros");
        }
    }
}
