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

    private static readonly TrainingOptions Mini = new()
    {
        BatchSize = 16,
        Optimizer = Optimizer.Momentum(0.01),
        Seed = 5,
    };

    [Fact]
    public void A_full_batch_epoch_is_one_pure_step()
    {
        var options = new TrainingOptions { Epochs = 3, Optimizer = Optimizer.Sgd(0.05) };
        var θ = Start;
        var state = options.Optimizer.Initialize(θ);
        for (var i = 0; i < 3; i++)
        {
            (state, θ) = options.Optimizer.Step(state, Objective.Gradient(θ, Samples150), θ);
        }

        Assert.Equal(θ, Trainer.Fit(Objective, Start, Samples150, options).Parameters);
    }

    [Fact]
    public void Gradient_descent_steps_against_the_gradient()
    {
        var gradient = Objective.Gradient(Start, Samples150);
        var optimizer = Optimizer.Sgd(0.25);
        var (_, next) = optimizer.Step(optimizer.Initialize(Start), gradient, Start);
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
            Optimizer = Optimizer.Sgd(0.02),
            ExactLoss = true,
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
        var options = new TrainingOptions { Epochs = 50, Optimizer = Optimizer.Sgd(1e30) };
        var result = Trainer.Fit(Objective, Start, Samples150, options);
        Assert.Equal(TrainingOutcome.Diverged, result.Outcome);
        Assert.True(double.IsFinite(result.Parameters.Norm()) && result.History.Length < 51);
        Assert.True(double.IsFinite(Objective.Value(result.Parameters, Samples150)));
    }

    /// <summary>Numbers can stay finite for a while and be useless all the same.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Divergence_that_takes_its_time_gives_nothing_worse_than_the_start(bool exactLoss)
    {
        var options = new TrainingOptions
        {
            Epochs = 200,
            Optimizer = Optimizer.Sgd(1e6),
            ExactLoss = exactLoss,
        };
        var result = Trainer.Fit(Objective, Start, Samples150, options);
        Assert.Equal(TrainingOutcome.Diverged, result.Outcome);
        Assert.True(result.History.Length > 2);
        Assert.True(Objective.Value(result.Parameters, Samples150) <= Objective.Value(Start, Samples150));
    }

    [Fact]
    public void Divergence_in_the_last_step_is_seen_too()
    {
        var start = Samples.Parameters<double>(Network, 1);
        var options = new TrainingOptions { Epochs = 1, Optimizer = Optimizer.Sgd(1e300) };
        var result = Trainer.Fit(Objective, start, Samples150, options);
        Assert.Equal(TrainingOutcome.Diverged, result.Outcome);
        Assert.Equal(start, result.Parameters);
    }

    [Fact]
    public void A_part_whose_samples_all_weigh_nothing_is_refused()
    {
        // The first fifty are of class 0.
        var first = Samples150.Select([.. Enumerable.Range(0, 50)]);
        var weightless = Samples150
            .WithWeights([.. Enumerable.Range(0, 150).Select(i => i < 50 ? 0.0 : 1)])
            .Select([.. Enumerable.Range(0, 50)]);
        var ofClasses = Objective.Create(Network, Loss.SoftmaxCrossEntropy.WithClassWeights(0, 1, 1));
        Samples.Fails(() => Trainer.Fit(Objective, Start, Samples150, weightless, Mini), "validation", "above 0", "50");
        Samples.Fails(() => Trainer.Fit(ofClasses, Start, Samples150, first, Mini), "validation", "above 0", "50");
        Samples.Fails(() => Trainer.Fit(Objective, Start, weightless, Mini), "samples", "above 0", "50");

        // Each weight is finite, and so is their sum; times a hundred it is not.
        var heavy = Samples150.WithWeights([.. Enumerable.Repeat(1e306, 150)]);
        var hundredfold = Objective.Create(Network, Loss.SoftmaxCrossEntropy.WithClassWeights(100, 100, 100));
        Samples.Fails(() => Trainer.Fit(hundredfold, Start, heavy, Mini), "samples", "finite sum", "infinite");
    }

    [Fact]
    public void Bad_options_are_refused()
    {
        void Refused(TrainingOptions options, string argument, string expected, string actual) =>
            Samples.Fails(() => Trainer.Fit(Objective, Start, Samples150, options), argument, expected, actual);
        Refused(new TrainingOptions { Epochs = -1 }, "options.Epochs", "at least 0", "-1");
        Refused(new TrainingOptions { BatchSize = 0 }, "options.BatchSize", "at least 1", "0");
        Refused(Mini with { ValidationFraction = 1 }, "options.ValidationFraction", "below 1", "1");
        var (one, half) = (Samples150.Select([0]), new TrainingOptions { ValidationFraction = 0.5 });
        Samples.Fails(
            () => Trainer.Fit(Objective, Start, one, half),
            "options.ValidationFraction",
            "0 (no validation) for a single sample",
            "0.5"
        );
        Refused(
            Mini with
            {
                EarlyStopping = new() { Patience = 0 },
            },
            "options.EarlyStopping.Patience",
            "at least 1",
            "0"
        );
        Refused(Mini with { EarlyStopping = new() { MinDelta = -1 } }, "options.EarlyStopping.MinDelta", "zero", "-1");
        Refused(Mini with { Criterion = Criterion.Metric }, "options.Metric", "criterion", "none");
        foreach (
            var missing in new[]
            {
                Mini with
                {
                    Batches = null!,
                },
                Mini with
                {
                    Optimizer = null!,
                },
                Mini with
                {
                    Metric = null!,
                },
                Mini with
                {
                    EarlyStopping = null!,
                },
                Mini with
                {
                    Progress = null!,
                },
                Mini with
                {
                    Clock = null!,
                },
            }
        )
        {
            Assert.Throws<ArgumentNullException>(() => Trainer.Fit(Objective, Start, Samples150, missing));
        }

        var θ = Start.Map(value => value == Start.Span[0] ? double.NaN : value);
        Samples.Fails(() => Trainer.Fit(Objective, θ, Samples150, Mini), "parameters", "finite", "NaN");
        foreach (var rate in new[] { 0, -1, double.NaN, double.PositiveInfinity })
        {
            Samples.Fails(() => Optimizer.Sgd(rate), "rate", "positive finite", "");
        }
    }
}
