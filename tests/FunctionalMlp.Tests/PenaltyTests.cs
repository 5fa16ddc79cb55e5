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
    public void Each_convention_has_its_own_gradient()
    {
        Assert.Equal(0.25 * (9 + 16), Penalty.HalfSquaredNorm(0.5).Value(Θ));
        Assert.Equal([0.5 * 3, 0, 0.5 * 4, 0], Penalty.HalfSquaredNorm(0.5).Gradient(Θ).Span.ToArray());
        Assert.Equal(0.5 * 25 / 16, Penalty.SquaredNormPerSample(0.5).Value(Θ, 8));
        Assert.Equal([0.1875, 0, 0.25, 0], Penalty.SquaredNormPerSample(0.5).Gradient(Θ, 8).Span.ToArray());
        Assert.Equal(0.5 * 7, Penalty.L1(0.5).Value(Θ));
        Assert.Equal([-0.5, 0, -0.5, 0], Penalty.L1(0.5).Gradient(-1.0 * Θ).Span.ToArray());
        Assert.Equal(0, Penalty.L1(0.5).Gradient(0 * Θ).Norm());
        Assert.Equal((0.5 * 7) + (2 * 25), Penalty.ElasticNet(0.5, 2).Value(Θ));
        Assert.Equal([0.5 + 12, 0, 0.5 + 16, 0], Penalty.ElasticNet(0.5, 2).Gradient(Θ).Span.ToArray());
        Assert.Equal((2 * 0.25 * 7) + (0.5 * 2 * 0.75 * 25), Penalty.ElasticNetOfRatio(2, 0.25).Value(Θ));
    }

    [Fact]
    public void Conventions_convert_into_one_another()
    {
        var (squared, half, perSample) = (
            Penalty.SquaredNorm(0.3),
            Penalty.SquaredNorm(0.3).ToHalfSquaredNorm(),
            Penalty.SquaredNorm(0.3).ToPerSample(16)
        );
        Assert.Equal((0.6, 2 * 16 * 0.3), (half.Lambda, perSample.Alpha));
        foreach (var converted in new Penalty[] { half, perSample, half.ToSquaredNorm(), perSample.ToSquaredNorm(16) })
        {
            Assert.Equal(squared.Value(Θ), converted.Value(Θ, 16), 1e-12);
            Assert.True((squared.Gradient(Θ) - converted.Gradient(Θ, 16)).Norm() < 1e-12);
        }
    }

    [Fact]
    public void An_objective_penalises_per_sample_of_its_batch()
    {
        var network = Samples.Network(3, 4, 2);
        var (θ, batch) = (Samples.Parameters<double>(network, 1), Samples.Batch<double>(7, 3, 2, 2));
        var (plain, penalty) = (Objective.SoftmaxCrossEntropy(network), Penalty.SquaredNormPerSample(0.7));
        Assert.Equal(plain.Value(θ, batch) + penalty.Value(θ, 7), plain.With(penalty).Value(θ, batch), 1e-14);
        var difference = plain.With(penalty).Gradient(θ, batch) - plain.Gradient(θ, batch);
        Assert.True((difference - penalty.Gradient(θ, 7)).Norm() < 1e-14);
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        Samples.Fails(() => Penalty.SquaredNormPerSample(-1), "alpha", "zero or above", "-1");
        Samples.Fails(() => Penalty.ElasticNet(0, -1), "lambda2", "zero or above", "-1");
        Samples.Fails(() => Penalty.ElasticNetOfRatio(1, 2), "ratio", "0…1", "2");
        Samples.Fails(() => Penalty.SquaredNorm(1).ToPerSample(0), "samples", "at least 1", "0");
        Samples.Fails(() => Penalty.SquaredNorm(1).Value(Θ, 0), "samples", "at least 1", "0");
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
