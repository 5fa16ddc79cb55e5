using FunctionalMlp.Training;
using Xunit;

namespace FunctionalMlp.Tests.Training;

public sealed class MetricTests
{
    // The identity: what is put in comes out.
    private static readonly Network Network = Network.Input(1).Dense(1);
    private static readonly Parameters<double> Identity = Parameters.FromSpan<double>(Network, [1, 0]);
    private static readonly Batch<double> Batch = FunctionalMlp.Batch.WithTargets(
        Matrix.FromRows<double>([
            [1],
            [2],
            [3],
        ]),
        Matrix.FromRows<double>([
            [1],
            [2],
            [6],
        ])
    );

    [Fact]
    public void Measures_what_its_name_says()
    {
        Assert.Equal(1, Metric.MeanAbsoluteError.Evaluate(Network, Identity, Batch), 1e-15);
        Assert.Equal(1 - (9.0 / 14), Metric.RSquared.Evaluate(Network, Identity, Batch), 1e-15);
        Assert.True(double.IsNaN(Metric.None.Evaluate(Network, Identity, Batch)));
    }

    [Fact]
    public void Samples_without_what_it_needs_are_refused()
    {
        Samples.Fails(() => Metric.Accuracy.Evaluate(Network, Identity, Batch), "batch", "class labels", "without");
        var labelled = FunctionalMlp.Batch.Labelled(Batch.Inputs, [0, 0, 0]);
        Samples.Fails(() => Metric.RSquared.Evaluate(Network, Identity, labelled), "batch", "target values", "labels");
        var wide = FunctionalMlp.Batch.WithTargets(Batch.Inputs, Matrix.Zeros<double>(3, 2));
        Samples.Fails(() => Metric.RSquared.Evaluate(Network, Identity, wide), "batch.Targets", "3×1", "3×2");
    }

    [Fact]
    public void The_lowest_error_and_the_highest_score_are_the_best()
    {
        foreach (var metric in new[] { Metric.MeanAbsoluteError, Metric.RSquared })
        {
            var options = new TrainingOptions
            {
                Epochs = 30,
                Optimizer = Optimizer.Momentum(0.2, 0.95),
                Metric = metric,
                Criterion = Criterion.Metric,
            };
            var objective = Objective.Create(Network, Loss.Huber());
            var result = Trainer.Fit(objective, Identity, Batch, Batch, options);
            var best = metric.HigherIsBetter
                ? result.History.Max(epoch => epoch.Metric)
                : result.History.Min(epoch => epoch.Metric);
            Assert.Equal(best, metric.Evaluate(Network, result.Parameters, Batch));
            Assert.NotEqual(result.Last.Parameters, result.Parameters);
        }
    }
}
