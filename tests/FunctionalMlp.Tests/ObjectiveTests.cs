using System.Numerics;
using FunctionalMlp.Calculus;
using Xunit;

namespace FunctionalMlp.Tests;

public sealed class ObjectiveTests
{
    private static readonly Network Paper = Samples.Network(4, 10, 3);

    [Fact]
    public void Is_the_loss_of_the_outputs_plus_the_penalty()
    {
        var (θ, batch) = (Samples.Parameters<double>(Paper, 1), Samples.Batch<double>(7, 4, 3, 2));
        var penalty = Penalty.SquaredNorm(0.01);
        var expected =
            Loss.SoftmaxCrossEntropy.Value(Paper.Apply(θ, batch.Inputs), batch.Labels.AsSpan()) + penalty.Value(θ);
        var objective = Objective.SoftmaxCrossEntropy(Paper).With(penalty);
        Assert.Equal(expected, objective.Value(θ, batch));
        var (value, gradient) = objective.ValueAndGradient(θ, batch);
        Assert.Equal(expected, value);
        Assert.Equal(objective.Gradient(θ, batch), gradient);
    }

    /// <summary>The whole is made of its public parts, to the bit.</summary>
    [Theory]
    [InlineData(1, new[] { 4, 10, 3 })]
    [InlineData(9, new[] { 4, 10, 3 })]
    [InlineData(5, new[] { 3, 2 })]
    [InlineData(6, new[] { 2, 1, 1 })]
    [InlineData(8, new[] { 5, 7, 1, 6, 4 })]
    [InlineData(300, new[] { 20, 301, 10 })] // shared among threads
    public void Its_gradient_is_the_composition_of_the_steps(int samples, int[] widths)
    {
        Same<double>(samples, widths);
        Same<float>(samples, widths);

        static void Same<T>(int samples, int[] widths)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var network = Samples.Network(widths);
            var (θ, batch) = (Samples.Parameters<T>(network, 3), Samples.Batch<T>(samples, widths[0], widths[^1], 4));
            var objective = Objective.SoftmaxCrossEntropy(network).With(Penalty.SquaredNorm(0.25));
            var composed = ComposedGradient.Of(θ, batch, T.CreateChecked(0.25), Fault.None);
            Assert.Equal(composed, objective.Gradient(θ, batch));
        }
    }

    [Theory]
    [InlineData(1, new[] { 4, 10, 3 })]
    [InlineData(12, new[] { 4, 10, 3 })]
    [InlineData(12, new[] { 4, 1, 3 })]
    [InlineData(12, new[] { 4, 5, 1 })]
    [InlineData(12, new[] { 3, 3 })]
    [InlineData(7, new[] { 3, 6, 5, 4, 2 })]
    public void Its_gradient_agrees_with_finite_differences(int samples, int[] widths)
    {
        var network = Samples.Network(widths);
        for (var seed = 1; seed <= 5; seed++)
        {
            var θ = Samples.Parameters<double>(network, seed);
            var batch = Samples.Batch<double>(samples, widths[0], widths[^1], 100 + seed);
            var check = GradientCheck.Check(
                Objective.SoftmaxCrossEntropy(network).With(Penalty.SquaredNorm(0.02)),
                θ,
                batch
            );
            Assert.True(check.LargestError < 1e-8, $"seed {seed}: {check}");
            Assert.True(check.Compared > 0.9 * θ.Count, $"seed {seed}: {check}");
        }
    }

    [Fact]
    public void Dead_units_get_no_gradient_but_the_penaltys()
    {
        var θ = Samples.Parameters<double>(Paper, 1);
        var dead = Parameters.FromLayers([
            new LayerParameters<double>(θ[0].Weights, Vector.FromSpan<double>([.. Enumerable.Repeat(-1e3, 10)])),
            θ[1],
        ]);
        var gradient = Objective
            .SoftmaxCrossEntropy(Paper)
            .With(Penalty.SquaredNorm(0.5))
            .Gradient(dead, Samples.Batch<double>(5, 4, 3, 2));
        Assert.Equal(θ[0].Weights, gradient[0].Weights);
        Assert.Equal(θ[1].Weights, gradient[1].Weights);
        Assert.Equal(Vector.Zeros<double>(10), gradient[0].Biases);
        Assert.NotEqual(0, gradient[1].Biases[0]);
    }

    [Fact]
    public void What_does_not_conform_is_refused()
    {
        var objective = Objective.SoftmaxCrossEntropy(Paper);
        var (θ, batch) = (Samples.Parameters<double>(Paper, 1), Samples.Batch<double>(5, 4, 3, 2));
        var other = Samples.Parameters<double>(Samples.Network(4, 3), 1);
        Samples.Fails(() => objective.Value(other, batch), "parameters", "4-10-3", "4-3");
        Samples.Fails(() => objective.Value(θ, Samples.Batch<double>(5, 3, 3, 2)), "batch.Inputs", "5×4", "5×3");
        var labels = Batch.Labelled(batch.Inputs, [0, 1, 2, 3, 0]);
        Samples.Fails(() => objective.Gradient(θ, labels), "batch.Labels", "0…2", "3 at index 3");
        var targets = Batch.WithTargets(batch.Inputs, Samples.Matrix<double>(5, 3, 1));
        Samples.Fails(() => objective.Gradient(θ, targets), "batch", "class labels", "without");
        Samples.Fails(() => Objective.SoftmaxCrossEntropy(Network.Input(3)), "network.Layers", "at least 1", "0");
        Assert.Throws<ArgumentNullException>(() => objective.With(null!));
    }
}
