using System.Numerics;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Penalties;

/// <summary>A multiple of the sum of magnitudes and its gradient, equations (E57) and (E58).</summary>
internal static class Magnitudes
{
    /// <summary>The value; the gradient is added to the one given, unless that is empty.</summary>
    internal static T AddGradient<T>(double lambda, ReadOnlySpan<T> weights, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.CreateChecked(lambda) * Reductions.SumOfMagnitudes(weights, T.CreateChecked(lambda), gradient);
}
