using System.Numerics;
using System.Numerics.Tensors;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Penalties;

/// <summary>λ‖W‖² and its gradient 2λW, which the conventions share.</summary>
internal static class Squares
{
    internal static T Value<T>(double lambda, ReadOnlySpan<T> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.CreateChecked(lambda) * Reductions.SumOfSquares(weights);

    internal static void AddGradient<T>(double lambda, ReadOnlySpan<T> weights, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TensorPrimitives.FusedMultiplyAdd(weights, T.CreateChecked(2 * lambda), gradient, gradient);
}
