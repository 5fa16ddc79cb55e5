using System.Numerics;
using FunctionalMlp.Kernels;
using FunctionalMlp.Penalties;

namespace FunctionalMlp;

/// <summary>R, what large weights cost, added to the loss. Biases are never penalised. The convention is in the name and in the type.</summary>
public abstract class Penalty
{
    private protected Penalty() { }

    /// <summary>None: zero.</summary>
    public static Penalty None { get; } = new NoPenalty();

    /// <summary>λ times the sum of the squares of all weights, without a half: the paper's convention, equations (17) and (18).</summary>
    /// <param name="lambda">λ, finite, 0 or above.</param>
    /// <exception cref="InvalidInputException">λ is negative, infinite or NaN.</exception>
    public static SquaredNorm SquaredNorm(double lambda) => new(lambda);

    /// <summary>Half of λ times the sum of the squares of all weights, equation (E55).</summary>
    /// <param name="lambda">λ, finite, 0 or above.</param>
    /// <exception cref="InvalidInputException">λ is negative, infinite or NaN.</exception>
    public static HalfSquaredNorm HalfSquaredNorm(double lambda) => new(lambda);

    /// <summary>Half of α times the sum of the squares of all weights, divided by the number of samples in the step: scikit-learn's convention, equation (E56).</summary>
    /// <param name="alpha">α, finite, 0 or above.</param>
    /// <exception cref="InvalidInputException">α is negative, infinite or NaN.</exception>
    public static SquaredNormPerSample SquaredNormPerSample(double alpha) => new(alpha);

    /// <summary>λ times the sum of the magnitudes of all weights: an elastic net without squares, equation (E57). Tibshirani, "Regression shrinkage and selection via the lasso", 1996.</summary>
    /// <param name="lambda">λ, finite, 0 or above.</param>
    /// <exception cref="InvalidInputException">λ is negative, infinite or NaN.</exception>
    public static ElasticNet L1(double lambda) =>
        new(InvalidInputException.RequireNonNegative(nameof(lambda), lambda), 0);

    /// <summary>λ₁ times the sum of the magnitudes of all weights and λ₂ times the sum of their squares, equation (E59).</summary>
    /// <param name="lambda1">λ₁, finite, 0 or above.</param>
    /// <param name="lambda2">λ₂, finite, 0 or above.</param>
    /// <exception cref="InvalidInputException">An argument is negative, infinite or NaN.</exception>
    public static ElasticNet ElasticNet(double lambda1, double lambda2) => new(lambda1, lambda2);

    /// <summary>An elastic net by one weight and the share ρ of the magnitudes in it, equation (E60), as glmnet and scikit-learn's linear models write it.</summary>
    /// <param name="alpha">α, finite, 0 or above.</param>
    /// <param name="ratio">ρ, 0 … 1.</param>
    /// <exception cref="InvalidInputException">An argument is out of range.</exception>
    public static ElasticNet ElasticNetOfRatio(double alpha, double ratio)
    {
        InvalidInputException.RequireNonNegative(nameof(alpha), alpha);
        return ratio is >= 0 and <= 1
            ? new ElasticNet(alpha * ratio, alpha * (1 - ratio) / 2)
            : throw new InvalidInputException(nameof(ratio), "a number 0…1", $"{ratio}");
    }

    /// <summary>R(θ), equations (E55) to (E60); for <see cref="SquaredNorm"/> the one in section 2.2 of the paper.</summary>
    /// <param name="parameters">θ.</param>
    /// <param name="samples">n, the samples of the step, 1 or more; only <see cref="SquaredNormPerSample"/> depends on it.</param>
    /// <exception cref="InvalidInputException">The number of samples is below 1.</exception>
    public T Value<T>(Parameters<T> parameters, int samples = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(parameters);
        InvalidInputException.RequireAtLeast(nameof(samples), 1, samples);
        return AddGradient(parameters.Layout, parameters.Span, samples, []);
    }

    /// <summary>∂R/∂θ: the last term of equations (17) and (18) for <see cref="SquaredNorm"/>, for the others equations (E11), (E12), (E16), (E58) and (E61); zero for biases.</summary>
    /// <param name="parameters">θ.</param>
    /// <param name="samples">n, the samples of the step, 1 or more; only <see cref="SquaredNormPerSample"/> depends on it.</param>
    /// <exception cref="InvalidInputException">The number of samples is below 1.</exception>
    public Parameters<T> Gradient<T>(Parameters<T> parameters, int samples = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(parameters);
        InvalidInputException.RequireAtLeast(nameof(samples), 1, samples);
        var result = new T[parameters.Count];
        AddGradient(parameters.Layout, parameters.Span, samples, result);
        return new Parameters<T>(parameters.Layout, result);
    }

    /// <summary>R; and ∂R/∂θ is added to the gradient, unless that is empty.</summary>
    internal T AddGradient<T>(
        ParameterLayout layout,
        ReadOnlySpan<T> parameters,
        int samples,
        Span<T> gradient,
        int threads = 0
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (lambda1, lambda2) = Factors(samples);
        var sum = T.Zero;
        for (var layer = 0; layer < layout.LayerCount && (lambda1 > 0 || lambda2 > 0); layer++)
        {
            var slopes = gradient.IsEmpty ? [] : layout.Weights(layer, gradient);
            sum += PenaltyKernel.Run(lambda1, lambda2, layout.Weights(layer, parameters), slopes, threads);
        }

        return sum;
    }

    /// <summary>What multiplies the magnitudes of the weights, and what their squares, in a step of so many samples.</summary>
    internal abstract (double Lambda1, double Lambda2) Factors(int samples);
}
