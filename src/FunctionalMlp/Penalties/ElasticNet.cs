using System.Globalization;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Penalties;

/// <summary>
/// R = λ₁ Σ|w| + λ₂ Σ‖W‖², with gradient λ₁·sign(W) + 2λ₂W, and sign(0) = 0. Zou and Hastie, "Regularization and variable selection
/// via the elastic net", 2005, equation (3). With λ₂ = 0 it is the lasso's.
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
        var slope = T.CreateChecked(Lambda1);
        for (var i = 0; i < weights.Length; i++)
        {
            gradient[i] +=
                weights[i] > T.Zero ? slope
                : weights[i] < T.Zero ? -slope
                : T.Zero;
        }

        Squares.AddGradient(Lambda2, weights, gradient);
    }
}
