using FunctionalMlp.Data;
using FunctionalMlp.Training;
using Xunit;

namespace FunctionalMlp.Tests.Training;

public sealed class TrainingRunTests
{
    private static readonly Network Network = Samples.Network(4, 10, 3);
    private static readonly Objective Objective = Objective
        .SoftmaxCrossEntropy(Network)
        .With(Penalty.SquaredNorm(1e-3));
    private static readonly Batch<double> Samples150 = Iris.Load<double>().Samples;
    private static readonly Parameters<double> Start = Network.Initialize<double>(Initializer.HeNormal, 1);

    [Fact]
    public void Five_epochs_and_five_more_are_ten()
    {
        foreach (var batches in new[] { Batches.Shuffled, Batches.WithReplacement, Batches.InOrder })
        {
            var options = Mini with { Epochs = 10, Batches = batches };
            var whole = Trainer.Fit(Objective, Start, Samples150, options);
            var half = Trainer.Fit(Objective, Start, Samples150, options with { Epochs = 5 });
            var resumed = Trainer.Resume(Objective, half.Last, Samples150, options with { Epochs = 5 });
            Assert.Equal(whole.Last, resumed.Last);
            Assert.Equal(whole.History, [.. half.History, .. resumed.History]);
        }
    }

    [Fact]
    public void Batches_come_as_they_are_asked_for()
    {
        var given = Trainer.Fit(
            Objective,
            Start,
            Samples150,
            Mini with
            {
                Epochs = 1,
                Batches = Batches.Given(Enumerable.Range(0, 10).Select(i => Enumerable.Range(15 * i, 15).ToArray())),
            }
        );
        var options = Mini with { Epochs = 1, BatchSize = 15, Batches = Batches.InOrder };
        Assert.Equal(given.Parameters, Trainer.Fit(Objective, Start, Samples150, options).Parameters);
        var others = new[] { Batches.Shuffled, Batches.WithReplacement };
        Assert.All(others, b => Assert.NotEqual(given.Parameters, Fit(options with { Batches = b }).Parameters));
        Samples.Fails(
            () =>
                Fit(
                    Mini with
                    {
                        Batches = Batches.Given([
                            [0, 150],
                        ]),
                    }
                ),
            "options.Batches",
            "0…149",
            "150"
        );
        Samples.Fails(() => Batches.Given([]), "lists.Count", "at least 1", "0");
        Samples.Fails(
            () =>
                Batches.Given([
                    [1],
                    [],
                ]),
            "lists[1].Length",
            "at least 1",
            "0"
        );
    }

    [Fact]
    public void The_loss_of_an_epoch_is_the_mean_over_its_batches()
    {
        var result = Fit(Mini with { Epochs = 1, BatchSize = 100, Batches = Batches.InOrder });
        var optimizer = Mini.Optimizer;
        var (first, second) = (
            Samples150.Select([.. Enumerable.Range(0, 100)]),
            Samples150.Select([.. Enumerable.Range(100, 50)])
        );
        var (_, next) = optimizer.Step(optimizer.Initialize(Start), Objective.Gradient(Start, first), Start);
        var expected = ((100 * Objective.Value(Start, first)) + (50 * Objective.Value(next, second))) / 150;
        Assert.Equal(expected, Assert.Single(result.History).Loss, 1e-14);
        Assert.Equal(0.01, result.History[0].LearningRate);
    }

    [Fact]
    public void Early_stopping_returns_the_best_parameters()
    {
        // A rate that is too high for the last part of the way makes the validation loss go up and down.
        var (train, validation) = Iris.Load<double>().Split(0.5, seed: 1);
        var options = Mini with
        {
            Epochs = 500,
            Optimizer = Optimizer.Adam(0.1),
            EarlyStopping = new() { Patience = 7 },
        };
        var result = Trainer.Fit(Objective, Start, train, validation, options);
        var losses = result.History.Select(epoch => epoch.ValidationLoss).ToArray();
        var best = Array.IndexOf(losses, losses.Min());
        Assert.Equal(TrainingOutcome.StoppedEarly, result.Outcome);
        Assert.Equal(best + 7, losses.Length - 1);
        Assert.Equal(result.History[best].Number, result.BestEpoch);
        Assert.Equal(losses[best], Objective.With(Penalty.None).Value(result.Parameters, validation));
        Assert.NotEqual(result.Parameters, result.Last.Parameters);

        // Accuracy as the criterion: the first of the epochs with the highest one.
        var byMetric = Trainer.Fit(
            Objective,
            Start,
            train,
            validation,
            options with
            {
                Metric = Metric.Accuracy,
                Criterion = Criterion.Metric,
            }
        );
        var highest = byMetric.History.MaxBy(epoch => epoch.Metric)!;
        Assert.Equal(highest.Number, byMetric.BestEpoch);
        Assert.Equal(highest.Metric, Metrics.Accuracy(Network, byMetric.Parameters, validation));
    }

    [Fact]
    public void A_minimal_progress_does_not_change_which_epoch_is_the_best()
    {
        var stopping = new EarlyStopping { Patience = 3, MinDelta = 1e6 };
        var result = Fit(Mini with { Epochs = 100, EarlyStopping = stopping, ExactLoss = true });
        Assert.Equal(TrainingOutcome.StoppedEarly, result.Outcome);
        Assert.Equal(4, result.History.Length);
        Assert.Equal(result.History.MinBy(epoch => epoch.Loss)!.Number, result.BestEpoch);
    }

    [Fact]
    public void Validation_samples_are_set_aside()
    {
        // A sample that is never seen in a step cannot change a bit.
        var options = Mini with
        {
            Epochs = 2,
            ValidationFraction = 0.2,
        };
        var partition = Partition.Stratified(Samples150.Labels, 0.8, Trainer.ValidationSeed(options.Seed));
        var expected = Trainer.Fit(
            Objective,
            Start,
            Samples150.Select(partition.Train.AsSpan()),
            Samples150.Select(partition.Test.AsSpan()),
            options with
            {
                ValidationFraction = 0,
            }
        );
        Assert.Equal(expected, Fit(options));
        Assert.Equal(
            [10, 10, 10],
            partition.Test.CountBy(sample => Samples150.Labels[sample]).Select(pair => pair.Value)
        );
    }

    [Fact]
    public void Cancellation_returns_the_best_so_far()
    {
        using var source = new CancellationTokenSource();
        var reports = new List<TrainingProgress>();
        var progress = new Reporter(report =>
        {
            reports.Add(report);
            if (report.Epoch.Number == 3)
            {
                source.Cancel();
            }
        });
        var result = Fit(Mini with { Epochs = 50, Progress = progress, Cancellation = source.Token });
        Assert.Equal(TrainingOutcome.Cancelled, result.Outcome);
        Assert.Equal(Fit(Mini with { Epochs = 3 }).Parameters, result.Parameters);
        Assert.Equal([1, 2, 3], reports.Select(report => report.Epoch.Number));
        Assert.All(reports, report => Assert.True(report.LastEpoch == 50 && report.TimeLeft >= TimeSpan.Zero));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Cancellation_after_a_worse_epoch_returns_the_one_before(bool exactLoss)
    {
        // A rate that is too high: the loss goes up and down.
        using var source = new CancellationTokenSource();
        var losses = new List<double>();
        var options = Mini with { Epochs = 500, Optimizer = Optimizer.Adam(0.3), ExactLoss = exactLoss };
        var progress = new Reporter(report =>
        {
            losses.Add(report.Epoch.Loss);
            if (losses.Count > 10 && losses[^1] > losses.Min())
            {
                source.Cancel();
            }
        });
        var result = Fit(options with { Progress = progress, Cancellation = source.Token });
        var best = result.History.MinBy(epoch => epoch.Loss)!.Number;
        Assert.Equal((TrainingOutcome.Cancelled, best), (result.Outcome, result.BestEpoch));
        Assert.True(best < result.Last.Epoch);
        Assert.Equal(Fit(options with { Epochs = best }).Parameters, result.Parameters);
    }

    [Fact]
    public void A_training_cancelled_within_an_epoch_goes_on_as_if_it_had_not_been()
    {
        // Ten steps an epoch: the 25th is in the middle of the third.
        using var source = new CancellationTokenSource();
        var rate = Schedule.Of(step =>
        {
            if (step == 24)
            {
                source.Cancel();
            }

            return 0.01;
        });
        var options = Mini with { Epochs = 5, Optimizer = Optimizer.Adam(rate) };
        var cancelled = Fit(options with { Cancellation = source.Token });
        Assert.Equal((TrainingOutcome.Cancelled, 2), (cancelled.Outcome, cancelled.Last.Epoch));
        Assert.Equal(20, cancelled.Last.State.Steps);
        var resumed = Trainer.Resume(Objective, cancelled.Last, Samples150, options with { Epochs = 3 });
        Assert.Equal(Fit(options).Last, resumed.Last);
    }

    [Fact]
    public void Time_left_is_estimated_from_the_epochs_so_far()
    {
        var reports = new List<TrainingProgress>();
        Fit(Mini with { Epochs = 4, Progress = new Reporter(reports.Add), Clock = new SecondsPerReading(10) });
        Assert.Equal([10, 20, 30, 40], reports.Select(report => report.Epoch.Elapsed.TotalSeconds));
        Assert.Equal([30, 20, 10, 0], reports.Select(report => report.TimeLeft.TotalSeconds));
    }

    [Fact]
    public void The_average_is_what_is_measured_and_returned()
    {
        var result = Fit(Mini with { Epochs = 3, Optimizer = Optimizer.Sgd(0.1).Average(0.9), ExactLoss = true });
        Assert.Equal(result.Last.State["average"], result.Parameters);
        Assert.NotEqual(result.Last.Parameters, result.Parameters);
        Assert.Equal(Objective.Value(result.Parameters, Samples150), result.History[^1].Loss);
    }

    [Fact]
    public void The_training_loop_reports_plateaus()
    {
        // No epoch is better than the one before by a million.
        var optimizer = Optimizer.Sgd(0.01).ReduceOnPlateau(0.5, patience: 0, minDelta: 1e6);
        var rates = Fit(Mini with { Epochs = 4, Optimizer = optimizer }).History.Select(epoch => epoch.LearningRate);
        Assert.Equal([0.01, 0.01, 0.005, 0.0025], rates);
    }

    private static TrainingOptions Mini { get; } =
        new()
        {
            BatchSize = 16,
            Optimizer = Optimizer.Momentum(0.01),
            Seed = 5,
        };

    private static TrainingResult<double> Fit(TrainingOptions options) =>
        Trainer.Fit(Objective, Start, Samples150, options);

    private sealed class Reporter(Action<TrainingProgress> action) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => action(value);
    }

    /// <summary>A clock on which so many seconds pass between two readings.</summary>
    private sealed class SecondsPerReading(int seconds) : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _now += seconds;
    }
}
