using System.Globalization;

namespace FunctionalMlp.Penalties;

/// <summary>Half of α times the sum of squares, divided by the number of samples in the step, equations (E56) and (E16): the <c>alpha</c> of scikit-learn's MLP.</summary>
/// <remarks>A smaller batch is penalised more, and so is the last one of an epoch, just as in scikit-learn.</remarks>
public sealed class SquaredNormPerSample : Penalty
{
    internal SquaredNormPerSample(double alpha) =>
        Alpha = InvalidInputException.RequireNonNegative(nameof(alpha), alpha);

    /// <summary>α.</summary>
    public double Alpha { get; }

    /// <summary>The penalty by a λ that is the same for steps of <paramref name="samples"/> samples, equation (E35).</summary>
    /// <param name="samples">n, 1 or more.</param>
    /// <exception cref="InvalidInputException">The number of samples is below 1.</exception>
    public SquaredNorm ToSquaredNorm(int samples) =>
        new(Lambda(InvalidInputException.RequireAtLeast(nameof(samples), 1, samples)));

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"squared norm per sample, alpha {Alpha}");

    internal override (double Lambda1, double Lambda2) Factors(int samples) => (0, Lambda(samples));

    private double Lambda(int samples) => Alpha / (2.0 * samples);
}
