using System.Numerics;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Penalties;

/// <summary>A multiple of the sum of squares and its gradient, which the conventions share: equation (E35).</summary>
internal static class Squares
{
    /// <summary>The value; the gradient is added to the one given, unless that is empty.</summary>
    internal static T AddGradient<T>(double lambda, ReadOnlySpan<T> weights, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.CreateChecked(lambda) * Reductions.SumOfSquares(weights, T.CreateChecked(2 * lambda), gradient);
}
