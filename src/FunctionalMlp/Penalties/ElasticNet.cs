using System.Globalization;

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
        string.Create(CultureInfo.InvariantCulture, $"elastic net, {Lambda1} on magnitudes and {Lambda2} on squares");

    internal override (double Lambda1, double Lambda2) Factors(int samples) => (Lambda1, Lambda2);
}
