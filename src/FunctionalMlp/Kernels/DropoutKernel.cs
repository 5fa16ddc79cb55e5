using System.Numerics;

namespace FunctionalMlp.Kernels;

/// <summary>
/// Inverted dropout: element i of a layer becomes 0 if number i of a random sequence falls into the first part, of size rate, of
/// its range, and is divided by the rest of it otherwise. The map is linear, so it is its own pullback.
/// </summary>
internal static class DropoutKernel
{
    /// <summary>Drops elements; both spans may be the same.</summary>
    internal static void Apply<T>(RandomNumbers numbers, double rate, ReadOnlySpan<T> values, Span<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var threshold = (ulong)Math.ScaleB(rate, 64);
        var scale = T.CreateChecked(1 / (1 - rate));
        for (var i = 0; i < values.Length; i++)
        {
            result[i] = numbers[i] < threshold ? T.Zero : values[i] * scale;
        }
    }
}
