using System.Globalization;
using System.Numerics.Tensors;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Penalties;

/// <summary>λ‖W‖², with gradient 2λW.</summary>
internal sealed class SquaredNorm(double lambda) : Penalty
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{lambda}·‖W‖²");

    internal override T Value<T>(ReadOnlySpan<T> weights) => T.CreateChecked(lambda) * Reductions.SumOfSquares(weights);

    internal override void AddGradient<T>(ReadOnlySpan<T> weights, Span<T> gradient) =>
        TensorPrimitives.FusedMultiplyAdd(weights, T.CreateChecked(2 * lambda), gradient, gradient);
}
