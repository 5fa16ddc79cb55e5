using System.Globalization;

namespace FunctionalMlp.Penalties;

/// <summary>λ times the sum of the squares of all weights, without a half: the paper's convention, equations (17) and (18).</summary>
public sealed class SquaredNorm : Penalty
{
    internal SquaredNorm(double lambda) => Lambda = InvalidInputException.RequireNonNegative(nameof(lambda), lambda);

    /// <summary>λ.</summary>
    public double Lambda { get; }

    /// <summary>The same penalty with a half, equation (E35).</summary>
    public HalfSquaredNorm ToHalfSquaredNorm() => new(2 * Lambda);

    /// <summary>The penalty by an α that is the same for steps of <paramref name="samples"/> samples, equation (E35).</summary>
    /// <param name="samples">n, 1 or more.</param>
    /// <exception cref="InvalidInputException">The number of samples is below 1.</exception>
    public SquaredNormPerSample ToPerSample(int samples) =>
        new(2.0 * InvalidInputException.RequireAtLeast(nameof(samples), 1, samples) * Lambda);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"squared norm, lambda {Lambda}");

    internal override (double Lambda1, double Lambda2) Factors(int samples) => (0, Lambda);
}
