using Xunit;

namespace FunctionalMlp.Tests;

public sealed class InitializerTests
{
    private const int Inputs = 300;
    private const int Outputs = 200;
    private static readonly Network Network = Network.Input(Inputs).Dense(Outputs);

    public static TheoryData<Initializer, double, bool> Distributions =>
        new()
        {
            { Initializer.HeNormal, 2.0 / Inputs, false },
            { Initializer.HeUniform, 2.0 / Inputs, true },
            { Initializer.GlorotNormal, 2.0 / (Inputs + Outputs), false },
            { Initializer.GlorotUniform, 2.0 / (Inputs + Outputs), true },
        };

    [Theory]
    [MemberData(nameof(Distributions))]
    public void Draws_weights_of_the_published_variance_and_zero_biases(
        Initializer initializer,
        double variance,
        bool bounded
    )
    {
        ArgumentNullException.ThrowIfNull(initializer);
        var layer = Network.Initialize<double>(initializer, 1)[0];
        var weights = layer.Weights.Span.ToArray();
        Assert.Equal(0, weights.Average(), 5 * Math.Sqrt(variance / weights.Length));
        Assert.Equal(1, weights.Average(w => w * w) / variance, 0.03);
        Assert.Equal(bounded, weights.All(w => Math.Abs(w) <= Math.Sqrt(3 * variance)));
        Assert.Equal(Vector.Zeros<double>(Outputs), layer.Biases);
    }

    [Fact]
    public void Zero_is_zero() => Assert.Equal(0, Network.Initialize<double>(Initializer.Zero, 1).Norm());

    [Fact]
    public void The_seed_fixes_every_bit()
    {
        Assert.Equal(
            Network.Initialize<float>(Initializer.HeNormal, 7),
            Network.Initialize<float>(Initializer.HeNormal, 7)
        );
        Assert.NotEqual(
            Network.Initialize<float>(Initializer.HeNormal, 7),
            Network.Initialize<float>(Initializer.HeNormal, 8)
        );
        var square = Samples.Network(5, 5, 5).Initialize<double>(Initializer.HeNormal, 1);
        Assert.NotEqual(square[0], square[1]);
    }
}
