using System.Globalization;

namespace FunctionalMlp.Penalties;

/// <summary>Half of λ times the sum of squares, equations (E55) and (E11): the <c>weight_decay</c> of PyTorch's SGD, for weights alone.</summary>
public sealed class HalfSquaredNorm : Penalty
{
    internal HalfSquaredNorm(double lambda) =>
        Lambda = InvalidInputException.RequireNonNegative(nameof(lambda), lambda);

    /// <summary>λ.</summary>
    public double Lambda { get; }

    /// <summary>The same penalty without the half, equation (E35).</summary>
    public SquaredNorm ToSquaredNorm() => new(Lambda / 2);

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"half the squared norm, lambda {Lambda}");

    internal override (double Lambda1, double Lambda2) Factors(int samples) => (0, Lambda / 2);
}
