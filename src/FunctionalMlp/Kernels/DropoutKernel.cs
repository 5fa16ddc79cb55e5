using System.Numerics;

namespace FunctionalMlp.Kernels;

/// <summary>
/// Inverted dropout: element i of a layer becomes 0 if number i of a random sequence falls into the first part, of size rate, of
/// its range, and is divided by the rest of it otherwise. The map is linear, so it is its own pullback.
/// </summary>
internal static class DropoutKernel
{
    /// <summary>Drops elements, sample after sample; both spans may be the same.</summary>
    internal static void Apply<T>(RandomNumbers numbers, double rate, ReadOnlySpan<T> values, Span<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (threshold, scale) = (Threshold(rate), Scale<T>(rate));
        for (var i = 0; i < values.Length; i++)
        {
            result[i] = numbers[i] < threshold ? T.Zero : values[i] * scale;
        }
    }

    /// <summary>Drops elements of one feature of some samples, which lie side by side; both may be the same memory.</summary>
    internal static unsafe void Apply<T>(
        RandomNumbers numbers,
        double rate,
        int width,
        int feature,
        int firstSample,
        int samples,
        T* values,
        T* result
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (threshold, scale) = (Threshold(rate), Scale<T>(rate));
        var number = ((long)firstSample * width) + feature;
        for (var i = 0; i < samples; i++, number += width)
        {
            result[i] = numbers[number] < threshold ? T.Zero : values[i] * scale;
        }
    }

    private static ulong Threshold(double rate) => (ulong)Math.ScaleB(rate, 64);

    private static T Scale<T>(double rate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.CreateChecked(1 / (1 - rate));
}
