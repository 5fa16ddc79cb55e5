using FunctionalMlp.Calculus;
using Xunit;

namespace FunctionalMlp.Tests.Calculus;

public sealed class GradientCheckTests
{
    private static readonly Network Network = Network.Input(1).Dense(1, Activation.ReLU).Dense(2);
    private static readonly Batch<double> Batch = FunctionalMlp.Batch.Labelled(
        Matrix.FromRows<double>([
            [1.0],
        ]),
        [0]
    );

    [Fact]
    public void Skips_what_crosses_a_kink()
    {
        // z = w·x + b = 0: a step in w or b crosses it; the second layer's six parameters do not.
        var θ = Parameters.FromSpan<double>(Network, [1, -1, 2, 3, 4, 5]);
        var result = GradientCheck.Check(Objective.SoftmaxCrossEntropy(Network), θ, Batch);
        Assert.Equal((4, 2), (result.Compared, result.Skipped));
        Assert.True(result.LargestError < 1e-8);
    }

    [Fact]
    public void Names_the_worst_parameter()
    {
        var θ = Parameters.FromSpan<double>(Network, [1, 1, 2, 3, 4, 5]);
        var objective = Objective.SoftmaxCrossEntropy(Network);
        var wrong = objective.Gradient(θ, Batch) + Parameters.FromSpan<double>(Network, [0, 0, 0, 0.5, 0, 0]);
        var result = GradientCheck.Compare(wrong, objective, θ, Batch, 1e-5);
        Assert.Equal(3, result.WorstParameter);
        var (right, claimed) = (wrong.Span[3] - 0.5, wrong.Span[3]);
        Assert.Equal(0.5 / Math.Max(1, Math.Max(Math.Abs(right), Math.Abs(claimed))), result.LargestError, 1e-8);
    }

    [Fact]
    public void Does_not_accept_NaN()
    {
        var θ = Parameters.FromSpan<double>(Network, [1, 1, 2, 3, 4, 5]);
        var wrong = θ.Map(_ => double.NaN);
        var result = GradientCheck.Compare(wrong, Objective.SoftmaxCrossEntropy(Network), θ, Batch, 1e-5);
        Assert.False(result.LargestError < 1);
    }

    [Fact]
    public void A_step_that_is_not_positive_is_refused()
    {
        var θ = Parameters.Zeros<double>(Network);
        Samples.Fails(
            () => GradientCheck.Compare(θ, Objective.SoftmaxCrossEntropy(Network), θ, Batch, 0),
            "step",
            "positive",
            "0"
        );
    }
}
