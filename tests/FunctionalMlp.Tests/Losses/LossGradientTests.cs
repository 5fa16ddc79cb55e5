using FunctionalMlp.Calculus;
using Xunit;

namespace FunctionalMlp.Tests.Losses;

/// <summary>Every activation under every loss, weighted and not: the gradient against finite differences.</summary>
public sealed class LossGradientTests
{
    private const int Seed = 7;

    private static readonly Activation[] Activations =
    [
        Activation.Identity,
        Activation.ReLU,
        Activation.LeakyReLU(0.2),
        Activation.ELU,
        Activation.ELUWithAlpha(0.5),
        Activation.GELU,
        Activation.SiLU,
        Activation.Tanh,
        Activation.Sigmoid,
        Activation.Softplus,
    ];

    private static readonly Dictionary<string, Loss> All = new()
    {
        ["cross-entropy"] = Loss.SoftmaxCrossEntropy,
        ["smoothed"] = Loss.SoftmaxCrossEntropy.WithLabelSmoothing(0.1),
        ["class weights"] = Loss.SoftmaxCrossEntropy.WithClassWeights(1, 0.25, 3),
        ["smoothed class weights"] = Loss.SoftmaxCrossEntropy.WithLabelSmoothing(0.3).WithClassWeights(1, 0.25, 3),
        ["binary"] = Loss.BinaryCrossEntropy,
        ["squared error"] = Loss.SquaredError,
        ["huber"] = Loss.Huber(0.75),
        ["poisson"] = Loss.Poisson,
    };

    public static TheoryData<string, string> Pairs =>
        new(Activations.SelectMany(activation => All.Keys.Select(loss => (activation.Name, loss))));

    internal static Batch<double> Batch(Loss loss)
    {
        var inputs = Samples.Matrix<double>(6, 3, Seed);
        return loss is SoftmaxCrossEntropy
            ? FunctionalMlp.Batch.Labelled(inputs, [0, 1, 2, 1, 1, 0])
            : FunctionalMlp.Batch.WithTargets(
                inputs,
                Matrix.Create(6, 3, (i, j) => new RandomNumbers(Seed).Uniform((3 * i) + j))
            );
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Agrees_with_finite_differences(string activation, string loss)
    {
        var φ = Activation.FromName(activation);
        var network = Network.Input(3).Dense(4, φ).Dense(4, φ).Dense(3);
        var objective = Objective.Create(network, All[loss]).With(Penalty.ElasticNet(0.01, 0.02));
        var θ = Samples.Parameters<double>(network, Seed);
        var batch = Batch(All[loss]);
        foreach (var samples in new[] { batch, batch.WithWeights([1, 0, 2.5, 0.5, 1, 3]) })
        {
            var result = GradientCheck.Check(objective, θ, samples);
            Assert.True(result.LargestError < 1e-8, $"{activation}, {loss}: {result}");
            Assert.True(result.Compared > 3 * result.Skipped && result.Compared > 20);
        }
    }

    [Theory]
    [InlineData("squared error")]
    [InlineData("binary")]
    [InlineData("poisson")]
    [InlineData("huber")]
    [InlineData("smoothed class weights")]
    public void A_gradient_that_is_half_as_long_is_refuted(string loss)
    {
        var network = Network.Input(3).Dense(4, Activation.Tanh).Dense(3);
        var (objective, θ) = (Objective.Create(network, All[loss]), Samples.Parameters<double>(network, Seed));
        var half = 0.5 * objective.Gradient(θ, Batch(All[loss]));
        Assert.True(GradientCheck.Compare(half, objective, θ, Batch(All[loss]), 1e-5).LargestError > 1e-4);
    }

    [Fact]
    public void A_weight_counts_a_sample_so_many_times()
    {
        var network = Samples.Network(3, 4, 3);
        var θ = Samples.Parameters<double>(network, Seed);
        foreach (var loss in All.Values)
        {
            var objective = Objective.Create(network, loss);
            var (batch, repeated) = (Batch(loss), Batch(loss).Select([0, 0, 0, 2, 2, 3]));
            var (value, gradient) = objective.ValueAndGradient(θ, batch.WithWeights([3, 0, 2, 1, 0, 0]));
            Assert.Equal(objective.Value(θ, repeated), value, 1e-14);
            Assert.True((gradient - objective.Gradient(θ, repeated)).Norm() < 1e-14);
            Assert.Equal(objective.Value(θ, batch), objective.Value(θ, batch.WithWeights([2, 2, 2, 2, 2, 2])), 1e-14);
        }
    }

    [Fact]
    public void A_mini_batch_without_weight_teaches_nothing()
    {
        var network = Samples.Network(3, 4, 3);
        var θ = Samples.Parameters<double>(network, Seed);
        foreach (var loss in All.Values)
        {
            var batch = Batch(loss).WithWeights([1, 0, 0, 1, 1, 1]).Select([1, 2]);
            var (value, gradient) = Objective.Create(network, loss).ValueAndGradient(θ, batch);
            Assert.Equal((0, 0), (value, gradient.Norm()));
        }
    }
}
