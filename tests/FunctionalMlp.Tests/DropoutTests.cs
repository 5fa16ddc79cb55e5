using FunctionalMlp.Calculus;
using FunctionalMlp.Training;
using Xunit;

namespace FunctionalMlp.Tests;

public sealed class DropoutTests
{
    private static readonly RandomNumbers Noise = new(3);
    private static readonly Network Plain = Network
        .Input(4)
        .Dense(8, Activation.Tanh)
        .Dense(6, Activation.ReLU)
        .Dense(3);
    private static readonly Network Dropping = Network
        .Input(4)
        .Dropout(0.3)
        .Dense(8, Activation.Tanh)
        .Dropout(0.4)
        .Dense(6, Activation.ReLU)
        .Dropout(0.25)
        .Dense(3);
    private static readonly Batch<double> Batch = Samples.Batch<double>(12, 4, 3, 1);
    private static readonly Parameters<double> Θ = Samples.Parameters<double>(Dropping, 2);

    [Fact]
    public void Drops_its_share_and_scales_the_rest()
    {
        var dropped = Dropout.Apply(Matrix.Create(1000, 100, (_, _) => 3.0), 0.2, Noise).Span.ToArray();
        Assert.Equal([0, 3 / 0.8], dropped.Distinct().Order());

        // 100,000 draws: the standard deviation of the share is 0.0013.
        Assert.Equal(0.2, dropped.Count(a => a == 0) / 100_000.0, 0.005);
        Assert.Equal(3, dropped.Average(), 0.02);
        var ones = Matrix.Create(3, 7, (_, _) => 1.0);
        Assert.Equal(Dropout.Apply(ones, 0.5, Noise), Dropout.Pullback(ones, 0.5, Noise));
        Assert.Equal(ones, Dropout.Apply(ones, 0, Noise));
    }

    [Fact]
    public void Nothing_is_dropped_but_in_training()
    {
        Assert.Equal(Plain.Apply(Θ, Batch.Inputs), Dropping.Apply(Θ, Batch.Inputs));
        var (plain, dropping) = (Objective.SoftmaxCrossEntropy(Plain), Objective.SoftmaxCrossEntropy(Dropping));
        Assert.Equal(plain.Value(Θ, Batch), dropping.Value(Θ, Batch));
        Assert.Equal(plain.Gradient(Θ, Batch), dropping.Gradient(Θ, Batch));
        Assert.Equal(plain.Gradient(Θ, Batch), plain.UnderDropout(Noise).Gradient(Θ, Batch));
        Assert.NotEqual(plain.Gradient(Θ, Batch), dropping.UnderDropout(Noise).Gradient(Θ, Batch));
    }

    [Fact]
    public void The_objective_is_the_composition_of_its_steps()
    {
        var a = Dropout.Apply(Batch.Inputs, 0.3, Noise.Split(-1));
        foreach (var (layer, rate, φ) in new[] { (0, 0.4, Activation.Tanh), (1, 0.25, Activation.ReLU) })
        {
            a = Dropout.Apply(φ.Apply(AffineMap.Apply(Θ[layer].Weights, Θ[layer].Biases, a)), rate, Noise.Split(layer));
        }

        var z = AffineMap.Apply(Θ[2].Weights, Θ[2].Biases, a);
        var objective = Objective.SoftmaxCrossEntropy(Dropping).UnderDropout(Noise);
        Assert.Equal(Loss.SoftmaxCrossEntropy.Value(z, Batch.Labels.AsSpan()), objective.Value(Θ, Batch));
    }

    [Fact]
    public void The_gradient_is_that_of_the_network_that_is_left()
    {
        var objective = Objective.SoftmaxCrossEntropy(Dropping).With(Penalty.SquaredNorm(0.01));
        for (var seed = 1; seed <= 5; seed++)
        {
            var result = GradientCheck.Check(objective.UnderDropout(new RandomNumbers(seed)), Θ, Batch);
            Assert.True(result.LargestError < 1e-8 && result.Compared > 2 * result.Skipped, $"Seed {seed}: {result}");
            var other = objective.UnderDropout(new RandomNumbers(seed + 1)).Gradient(Θ, Batch);
            Assert.True((other - objective.UnderDropout(new RandomNumbers(seed)).Gradient(Θ, Batch)).Norm() > 1e-3);
        }
    }

    public static TheoryData<Network> Networks =>
        [
            Dropping,
            Network.Input(4).Dropout(0.5).Dense(5, Activation.ReLU).Dense(3),
            Network.Input(4).Dropout(0.1).Dense(3),
        ];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Training_is_replayed_by_pure_steps_to_the_bit(Network network)
    {
        var start = Samples.Parameters<double>(network, 2);
        var options = new TrainingOptions
        {
            Epochs = 4,
            Optimizer = Optimizer.Adam(0.01),
            Seed = 9,
        };
        var objective = Objective.SoftmaxCrossEntropy(network);
        var (θ, state) = (start, options.Optimizer.Initialize(start));
        for (var step = 0; step < 4; step++)
        {
            var gradient = objective.UnderDropout(Trainer.Noise(9, step)).Gradient(θ, Batch);
            (state, θ) = options.Optimizer.Step(state, gradient, θ);
        }

        Assert.Equal(θ, Trainer.Fit(objective, start, Batch, options).Parameters);
        Assert.NotEqual(θ, Trainer.Fit(objective, start, Batch, options with { Seed = 10 }).Parameters);
    }

    [Fact]
    public void Bad_rates_and_places_are_refused()
    {
        foreach (var rate in new[] { -0.1, 1, double.NaN })
        {
            Samples.Fails(() => Plain.Dropout(rate), "rate", "below 1", "");
            Samples.Fails(() => Network.Input(3).Dropout(rate), "rate", "below 1", "");
            Samples.Fails(() => Dropout.Apply(Batch.Inputs, rate, Noise), "rate", "below 1", "");
        }

        Samples.Fails(
            () => Objective.SoftmaxCrossEntropy(Plain.Dropout(0.1)),
            "network",
            "without dropout",
            "dropout 0.1"
        );
    }

    [Fact]
    public void A_network_with_dropout_says_so()
    {
        Assert.Equal("4, dropout 0.3 → 8 tanh, dropout 0.4 → 6 relu, dropout 0.25 → 3 identity", Dropping.ToString());
        Assert.NotEqual(Plain, Dropping);
        var inputsToo = Network.Input(4).Dropout(0.3).Dense(3);
        Assert.Equal((0.3, 0.0), (inputsToo.InputDropout, inputsToo.Layers[0].Dropout));
        Assert.NotEqual(Network.Input(4).Dense(3), inputsToo);
    }
}
