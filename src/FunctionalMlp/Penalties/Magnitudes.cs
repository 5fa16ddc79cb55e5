using System.Numerics;
using System.Numerics.Tensors;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Penalties;

/// <summary>A multiple of the sum of magnitudes and its gradient, equations (E57) and (E58).</summary>
internal static class Magnitudes
{
    internal static T Value<T>(double lambda, ReadOnlySpan<T> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.CreateChecked(lambda) * Reductions.SumOfMagnitudes(weights);

    internal static void AddGradient<T>(double lambda, ReadOnlySpan<T> weights, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int BlockLength = 256;
        Span<T> signs = stackalloc T[BlockLength];
        for (var start = 0; start < weights.Length; start += BlockLength)
        {
            var length = Math.Min(BlockLength, weights.Length - start);
            var block = signs[..length];
            var part = gradient.Slice(start, length);
            Elementwise.Apply<T, SignFunction>(weights.Slice(start, length), block);
            TensorPrimitives.FusedMultiplyAdd(block, T.CreateChecked(lambda), part, part);
        }
    }
}
