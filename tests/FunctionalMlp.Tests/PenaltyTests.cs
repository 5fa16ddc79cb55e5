using Xunit;

namespace FunctionalMlp.Tests;

public sealed class PenaltyTests
{
    // W1 = 3, b1 = 100, W2 = 4, b2 = 100.
    private static readonly Parameters<double> Θ = Parameters.FromSpan<double>(
        Samples.Network(1, 1, 1),
        [3, 100, 4, 100]
    );

    [Fact]
    public void The_squared_norm_counts_weights_and_not_biases()
    {
        var penalty = Penalty.SquaredNorm(0.5);
        Assert.Equal(0.5 * (9 + 16), penalty.Value(Θ));
        Assert.Equal([2 * 0.5 * 3, 0, 2 * 0.5 * 4, 0], penalty.Gradient(Θ).Span.ToArray());
    }

    [Fact]
    public void None_is_zero()
    {
        Assert.Equal(0, Penalty.None.Value(Θ));
        Assert.Equal(0, Penalty.None.Gradient(Θ).Norm());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_lambda_that_is_negative_or_not_finite_is_refused(double lambda) =>
        Samples.Fails(
            () => Penalty.SquaredNorm(lambda),
            "lambda",
            "zero or above",
            lambda.ToString(System.Globalization.CultureInfo.InvariantCulture)
        );
}
