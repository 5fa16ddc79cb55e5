using FunctionalMlp.Data;
using FunctionalMlp.Training;
using Xunit;

namespace FunctionalMlp.Tests.Training;

public sealed class TrainerTests
{
    private static readonly Network Network = Samples.Network(4, 10, 3);
    private static readonly Objective Objective = Objective
        .SoftmaxCrossEntropy(Network)
        .With(Penalty.SquaredNorm(1e-3));
    private static readonly Batch<double> Samples150 = Iris.Load<double>().Samples;
    private static readonly Parameters<double> Start = Network.Initialize<double>(Initializer.HeNormal, 1);

    [Fact]
    public void A_full_batch_epoch_is_one_pure_step()
    {
        var options = new TrainingOptions { Epochs = 3, Optimizer = Optimizer.GradientDescent(0.05) };
        var θ = Start;
        for (var i = 0; i < 3; i++)
        {
            θ = options.Optimizer.Step(Objective.Gradient(θ, Samples150), θ);
        }

        Assert.Equal(θ, Trainer.Fit(Objective, Start, Samples150, options).Parameters);
    }

    [Fact]
    public void Gradient_descent_steps_against_the_gradient()
    {
        var gradient = Objective.Gradient(Start, Samples150);
        var next = Optimizer.GradientDescent(0.25).Step(gradient, Start);
        Assert.True((next - (Start - (0.25 * gradient))).Norm() < 1e-15);
    }

    [Fact]
    public void The_seed_fixes_every_bit_and_the_start_is_not_changed()
    {
        var (before, options) = (
            Start.Span.ToArray(),
            new TrainingOptions
            {
                Epochs = 5,
                BatchSize = 16,
                Seed = 3,
            }
        );
        var result = Trainer.Fit(Objective, Start, Samples150, options);
        Assert.Equal(result, Trainer.Fit(Objective, Start, Samples150, options));
        Assert.NotEqual(
            result.Parameters,
            Trainer.Fit(Objective, Start, Samples150, options with { Seed = 4 }).Parameters
        );
        Assert.Equal(before, Start.Span.ToArray());
    }

    [Fact]
    public void Learns_Iris()
    {
        var options = new TrainingOptions
        {
            Epochs = 200,
            BatchSize = 16,
            Optimizer = Optimizer.GradientDescent(0.02),
        };
        var result = Trainer.Fit(Objective, Start, Samples150, options);
        Assert.Equal(TrainingOutcome.Completed, result.Outcome);
        Assert.Equal(Objective.Value(Start, Samples150), result.History[0].Loss);
        Assert.Equal(Objective.Value(result.Parameters, Samples150), result.History[^1].Loss);
        Assert.True(Metrics.Accuracy(Network, result.Parameters, Samples150) > 0.95);
    }

    [Fact]
    public void Divergence_ends_with_finite_parameters_and_says_so()
    {
        var options = new TrainingOptions { Epochs = 50, Optimizer = Optimizer.GradientDescent(1e30) };
        var result = Trainer.Fit(Objective, Start, Samples150, options);
        Assert.Equal(TrainingOutcome.Diverged, result.Outcome);
        Assert.True(double.IsFinite(result.Parameters.Norm()) && result.History.Length < 51);
        Assert.True(double.IsFinite(Objective.Value(result.Parameters, Samples150)));
    }

    [Fact]
    public void Bad_options_are_refused()
    {
        void Refused(TrainingOptions options, string argument, string expected, string actual) =>
            Samples.Fails(() => Trainer.Fit(Objective, Start, Samples150, options), argument, expected, actual);
        Refused(new TrainingOptions { Epochs = -1 }, "options.Epochs", "at least 0", "-1");
        Refused(new TrainingOptions { BatchSize = 0 }, "options.BatchSize", "at least 1", "0");
        foreach (var rate in new[] { 0, -1, double.NaN, double.PositiveInfinity })
        {
            Samples.Fails(() => Optimizer.GradientDescent(rate), "learningRate", "positive finite", "");
        }
    }
}
