using FunctionalMlp.Data;
using FunctionalMlp.Estimators;
using FunctionalMlp.Losses;
using FunctionalMlp.Training;
using Xunit;

namespace FunctionalMlp.Tests.Estimators;

/// <summary>The metrics in an estimator's history are those of its predictions, in the targets' unit, whatever the network's outputs are.</summary>
public sealed class HistoryMetricTests
{
    private static readonly Matrix<double> Inputs = Samples.Matrix<double>(120, 2, 1);

    public static TheoryData<string> Losses => ["squared-error", "huber(0.5)", "poisson", "binary-cross-entropy"];

    /// <summary>Without samples set aside, the last epoch's model is the one that is returned, and all samples are measured.</summary>
    [Theory]
    [MemberData(nameof(Losses))]
    public void The_last_metric_is_that_of_the_report(string loss)
    {
        var (data, options) = (Data(loss), Options(loss) with { ValidationFraction = 0, ExactLoss = true });
        foreach (var metric in new[] { Metric.RSquared, Metric.MeanAbsoluteError })
        {
            var reported = new List<double>();
            var progress = new Reporter(reported.Add);
            var model = Regressor.Fit(data, options with { Metric = metric, Progress = progress });
            var report = model.Evaluate(data.Samples);
            var expected = metric.HigherIsBetter ? report.RSquared : report.MeanAbsoluteError;
            Assert.Equal(expected, model.History[^1].Metric);
            Assert.Equal(model.History.Select(epoch => epoch.Metric), reported);
        }
    }

    /// <summary>The history of the metric is told by the very predictions of the epochs' models.</summary>
    [Theory]
    [MemberData(nameof(Losses))]
    public void The_best_epoch_is_the_one_whose_predictions_are_best(string loss)
    {
        var options = Options(loss) with
        {
            Metric = Metric.MeanAbsoluteError,
            Criterion = Criterion.Metric,
            ValidationFraction = 0.25,
        };
        var data = Data(loss);
        var model = Regressor.Fit(data, options);
        var aside = data.Select(Partition.Random(Inputs.Rows, 0.75, options.Seed).Test).Samples;
        Assert.Equal(model.History.Min(epoch => epoch.Metric), model.Evaluate(aside).MeanAbsoluteError);
        var others = Enumerable
            .Range(1, options.Epochs)
            .Select(epochs => Regressor.Fit(data, options with { Epochs = epochs }).Evaluate(aside).MeanAbsoluteError);
        Assert.Equal(others.Min(), model.Evaluate(aside).MeanAbsoluteError);
    }

    private static EstimatorOptions Options(string loss) =>
        new()
        {
            RegressionLoss = TargetLoss.FromName(loss),
            Epochs = 12,
            HiddenWidths = [8],
            Optimizer = Optimizer.Adam(0.05),
        };

    /// <summary>Thousands for errors, counts for Poisson's, zeros and ones for binary cross-entropy.</summary>
    private static RegressionDataset<double> Data(string loss)
    {
        double Target(double x, double y) =>
            loss switch
            {
                "poisson" => Math.Round(Math.Exp(3 + x)),
                "binary-cross-entropy" => x > y ? 1 : 0,
                _ => (1000 * x) - (300 * y) + 5000,
            };
        var targets = Matrix.Create(Inputs.Rows, 1, (i, _) => Target(Inputs[i, 0], Inputs[i, 1]));
        return new RegressionDataset<double>("made", Batch.WithTargets(Inputs, targets), ["x", "y"], ["t"]);
    }

    private sealed class Reporter(Action<double> action) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => action(value.Epoch.Metric);
    }
}
