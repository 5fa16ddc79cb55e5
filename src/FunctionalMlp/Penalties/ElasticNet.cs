using System.Globalization;
using System.Numerics.Tensors;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Penalties;

/// <summary>
/// Magnitudes and squares of the weights, equations (E59) and (E12); the gradient of a magnitude at 0 is 0. Zou and Hastie, "Regularization and variable selection
/// via the elastic net", 2005, equation (3). With λ₂ zero it is the lasso's.
/// </summary>
public sealed class ElasticNet : Penalty
{
    internal ElasticNet(double lambda1, double lambda2)
    {
        Lambda1 = InvalidInputException.RequireNonNegative(nameof(lambda1), lambda1);
        Lambda2 = InvalidInputException.RequireNonNegative(nameof(lambda2), lambda2);
    }

    /// <summary>λ₁.</summary>
    public double Lambda1 { get; }

    /// <summary>λ₂.</summary>
    public double Lambda2 { get; }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Lambda1}·Σ|w| + {Lambda2}·‖W‖²");

    internal override T Value<T>(ReadOnlySpan<T> weights, int samples) =>
        (T.CreateChecked(Lambda1) * Reductions.SumOfMagnitudes(weights)) + Squares.Value(Lambda2, weights);

    internal override void AddGradient<T>(ReadOnlySpan<T> weights, int samples, Span<T> gradient)
    {
        const int BlockLength = 256;
        Span<T> signs = stackalloc T[BlockLength];
        for (var start = 0; start < weights.Length; start += BlockLength)
        {
            var length = Math.Min(BlockLength, weights.Length - start);
            var block = signs[..length];
            var part = gradient.Slice(start, length);
            Elementwise.Apply<T, SignFunction>(weights.Slice(start, length), block);
            TensorPrimitives.FusedMultiplyAdd(block, T.CreateChecked(Lambda1), part, part);
        }

        Squares.AddGradient(Lambda2, weights, gradient);
    }
}
