using FunctionalMlp.Data;
using FunctionalMlp.Estimators;
using FunctionalMlp.Training;
using Xunit;

namespace FunctionalMlp.Tests.Training;

/// <summary>Numbers can stay finite and be useless all the same: a training that ends far worse than it began has diverged.</summary>
public sealed class DivergenceTests
{
    private static readonly Network Network = Samples.Network(4, 10, 3);
    private static readonly Objective Objective = Objective
        .SoftmaxCrossEntropy(Network)
        .With(Penalty.SquaredNorm(1e-3));
    private static readonly Batch<double> Flowers = Iris.Load<double>().Samples;
    private static readonly Parameters<double> Start = Network.Initialize<double>(Initializer.HeNormal, 1);

    /// <summary>Targets 0 to 99, a step that is longer than twice the inverse of the curvature: the loss grows all the time.</summary>
    private static readonly Batch<double> Line = Batch.WithTargets(
        Matrix.Create(100, 1, (i, _) => (2 * i / 99.0) - 1),
        Matrix.Create(100, 1, (i, _) => (double)i)
    );

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Steps_that_are_too_long_for_a_parabola(bool exactLoss)
    {
        var network = Network.Input(1).Dense(1);
        var start = network.Initialize<double>(Initializer.Zero, 1);
        var options = new TrainingOptions
        {
            Epochs = 100,
            Optimizer = Optimizer.Sgd(1.1),
            ExactLoss = exactLoss,
        };
        var result = Trainer.Fit(Objective.Create(network, Loss.SquaredError), start, Line, options);
        Assert.Equal((TrainingOutcome.Diverged, start), (result.Outcome, result.Parameters));
        Assert.Equal(0, result.BestEpoch);
        Assert.Equal(100, result.Last.Epoch);
    }

    [Theory]
    [InlineData(1e10, int.MaxValue, 100)]
    [InlineData(1e10, int.MaxValue, 1)]
    [InlineData(1e3, 16, 100)]
    [InlineData(1e3, 16, 1)]
    public void A_training_that_ends_far_worse_than_it_began(double rate, int batchSize, int epochs)
    {
        var options = new TrainingOptions
        {
            Epochs = epochs,
            BatchSize = batchSize,
            Optimizer = Optimizer.Sgd(rate),
        };
        foreach (var validated in new[] { false, true })
        {
            var result = Trainer.Fit(
                Objective,
                Start,
                Flowers,
                options with
                {
                    ValidationFraction = validated ? 0.2 : 0,
                }
            );
            Assert.Equal(TrainingOutcome.Diverged, result.Outcome);
            Assert.True(Objective.Value(result.Parameters, Flowers) <= Objective.Value(Start, Flowers));
        }
    }

    /// <summary>The best of the finished epochs is returned where that is better than the start.</summary>
    [Fact]
    public void What_was_learnt_before_is_kept()
    {
        var rate = Schedule.Of(step => step < 190 ? 0.02 : 1e4);
        var options = new TrainingOptions
        {
            Epochs = 20,
            BatchSize = 15,
            Optimizer = Optimizer.Sgd(rate),
        };
        var result = Trainer.Fit(Objective, Start, Flowers, options);
        Assert.Equal(TrainingOutcome.Diverged, result.Outcome);
        Assert.InRange(result.BestEpoch, 17, 19);
        var validated = Trainer.Fit(Objective, Start, Flowers, Flowers, options);
        Assert.Equal(TrainingOutcome.Diverged, validated.Outcome);
        Assert.All(
            [result, validated],
            each => Assert.True(Objective.Value(each.Parameters, Flowers) < Objective.Value(Start, Flowers) / 2)
        );
    }

    /// <summary>Who trains piece by piece goes the same way as in one piece, whatever is said of a piece.</summary>
    [Fact]
    public void A_training_goes_on_from_a_divergence_whose_numbers_are_finite()
    {
        var options = new TrainingOptions
        {
            Epochs = 4,
            BatchSize = 16,
            Optimizer = Optimizer.Sgd(1e3),
        };
        var whole = Trainer.Fit(Objective, Start, Flowers, options);
        var half = Trainer.Fit(Objective, Start, Flowers, options with { Epochs = 2 });
        Assert.Equal(TrainingOutcome.Diverged, half.Outcome);
        Assert.Equal(Start, half.Parameters);
        var resumed = Trainer.Resume(Objective, half.Last, Flowers, options with { Epochs = 2 });
        Assert.Equal(whole.Last, resumed.Last);
    }

    [Fact]
    public void A_regressor_whose_steps_are_far_too_long()
    {
        var data = new RegressionDataset<double>("line", Line, ["x"], ["y"]);
        var options = new EstimatorOptions { ValidationFraction = 0, Optimizer = Optimizer.Adam(100) };
        var model = Regressor.Fit(data, options);
        Assert.Equal(TrainingOutcome.Diverged, model.Outcome);
    }

    /// <summary>Six hundred short trainings, of one epoch or two, with rates that learn in the end: none of them is called diverged.</summary>
    [Fact]
    public void Noise_and_long_first_steps_are_no_divergence()
    {
        foreach (var seed in Enumerable.Range(1, 50))
        {
            var start = Network.Initialize<double>(Initializer.HeNormal, seed);
            foreach (var optimizer in new[] { Optimizer.Sgd(0.02), Optimizer.Adam(0.3), Optimizer.Momentum(0.02) })
            {
                foreach (var batchSize in new[] { 1, 16 })
                {
                    foreach (var epochs in new[] { 1, 2 })
                    {
                        var options = new TrainingOptions
                        {
                            Epochs = epochs,
                            BatchSize = batchSize,
                            Optimizer = optimizer,
                            Seed = seed,
                        };
                        Assert.Equal(
                            TrainingOutcome.Completed,
                            Trainer.Fit(Objective, start, Flowers, options).Outcome
                        );
                    }
                }
            }
        }
    }

    /// <summary>From a minimum there is no way but up: a network that is still better than one of zeros has not diverged.</summary>
    [Fact]
    public void A_training_that_starts_at_a_minimum_may_end_above_it()
    {
        var best = Lbfgs.Minimize(Objective, Start, Flowers, new LbfgsOptions { Iterations = 100 }).State.Parameters;
        var options = new TrainingOptions
        {
            Epochs = 2,
            BatchSize = 16,
            Optimizer = Optimizer.Adam(0.02),
        };
        var result = Trainer.Fit(Objective, best, Flowers, options);
        Assert.Equal(TrainingOutcome.Completed, result.Outcome);
        Assert.True(Objective.Value(result.Parameters, Flowers) > Objective.Value(best, Flowers));
    }

    /// <summary>Samples that no step sees have no say: here the others are all of one class.</summary>
    [Fact]
    public void Only_the_samples_of_the_batches_count()
    {
        var options = new TrainingOptions
        {
            Epochs = 2000,
            Batches = Batches.Given([Enumerable.Range(0, 50).ToArray()]),
            Optimizer = Optimizer.Adam(0.1),
        };
        var unpenalized = Objective.With(Penalty.None);
        var result = Trainer.Fit(unpenalized, Start, Flowers, options);
        Assert.Equal(TrainingOutcome.Completed, result.Outcome);
        Assert.InRange(
            unpenalized.Value(result.Parameters, Flowers),
            3 * Math.Max(unpenalized.Value(Start, Flowers), Math.Log(3)),
            double.PositiveInfinity
        );
    }

    /// <summary>A penalty on weights that have grown is no reason to throw away what predicts.</summary>
    [Fact]
    public void Large_weights_that_predict_are_no_divergence()
    {
        var network = Samples.Network(4, 64, 3);
        var objective = Objective.SoftmaxCrossEntropy(network).With(Penalty.SquaredNorm(1e-4));
        var scaled = Batch.Labelled(Scaling.Standardize(Flowers.Inputs).Apply(Flowers.Inputs), Flowers.Labels.AsSpan());
        bool IsLargeAndPredicts(int seed)
        {
            var start = network.Initialize<double>(Initializer.HeNormal, seed);
            var options = new TrainingOptions
            {
                Epochs = 30,
                BatchSize = 32,
                Optimizer = Optimizer.Adam(3),
            };
            var result = Trainer.Fit(objective, start, scaled, options);
            return result.Outcome == TrainingOutcome.Completed
                && Metrics.Accuracy(network, result.Parameters, scaled) > 0.9
                && objective.Value(result.Parameters, scaled) > 3 * objective.Value(start, scaled);
        }

        Assert.Contains(Enumerable.Range(1, 8), IsLargeAndPredicts);
    }
}
