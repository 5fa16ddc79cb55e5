using System.Numerics;
using System.Numerics.Tensors;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Penalties;

/// <summary>A multiple of the sum of squares and its gradient, which the conventions share: equation (E35).</summary>
internal static class Squares
{
    internal static T Value<T>(double lambda, ReadOnlySpan<T> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.CreateChecked(lambda) * Reductions.SumOfSquares(weights);

    internal static void AddGradient<T>(double lambda, ReadOnlySpan<T> weights, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TensorPrimitives.FusedMultiplyAdd(weights, T.CreateChecked(2 * lambda), gradient, gradient);
}
