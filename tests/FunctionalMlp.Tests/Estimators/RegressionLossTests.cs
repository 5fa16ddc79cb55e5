using FunctionalMlp.Data;
using FunctionalMlp.Estimators;
using FunctionalMlp.Losses;
using FunctionalMlp.Persistence;
using FunctionalMlp.Training;
using Xunit;

namespace FunctionalMlp.Tests.Estimators;

/// <summary>Regressors with other losses than the squared error: what they predict, and in which unit.</summary>
public sealed class RegressionLossTests
{
    private static readonly Matrix<double> Inputs = Samples.Matrix<double>(300, 2, 1);

    /// <summary>A linear model, trained until nothing moves any more.</summary>
    private static readonly EstimatorOptions Linear = new()
    {
        HiddenWidths = [],
        Penalty = Penalty.None,
        ValidationFraction = 0,
        BatchSize = int.MaxValue,
        Epochs = 3000,
        Optimizer = Optimizer.Adam(Schedule.Cosine(0.1, 3000)),
    };

    /// <summary>
    /// At the maximum of the likelihood the inputs, and the constant, are orthogonal to the rates less the counts: the score equations of
    /// Poisson regression (McCullagh and Nelder, "Generalized linear models", section 2.5). Means of about 2,500 and 0.2.
    /// </summary>
    [Fact]
    public void Poisson_rates_solve_the_score_equations()
    {
        var data = Data(
            (x, _, noise) => Math.Round(Math.Exp(7.5 + (0.6 * x)) * (1 + (0.1 * noise))),
            (x, y, noise) => noise + x - y > 2 ? 1 : 0
        );
        var model = Regressor.Fit(data, Linear with { RegressionLoss = Loss.Poisson });
        var (rates, counts) = (model.Predict(Inputs), data.Samples.Targets);
        for (var target = 0; target < 2; target++)
        {
            var total = Sum(counts, target, _ => 1);
            Assert.Equal(1, Sum(rates, target, _ => 1) / total, 1e-6);
            for (var input = 0; input < 2; input++)
            {
                var difference = Sum(rates, target, i => Inputs[i, input]) - Sum(counts, target, i => Inputs[i, input]);
                Assert.Equal(0, difference / total, 1e-6);
            }
        }

        Assert.All(rates.Span.ToArray(), rate => Assert.True(rate > 0));
        static double Sum(Matrix<double> values, int column, Func<int, double> weight) =>
            Enumerable.Range(0, values.Rows).Sum(i => values[i, column] * weight(i));
    }

    /// <summary>However large the counts: 1,024 times as many of each change nothing but the unit.</summary>
    [Fact]
    public void Poisson_rates_scale_with_the_counts()
    {
        var (few, many) = (Data(Count), Data((x, y, noise) => 1024 * Count(x, y, noise)));
        var options = new EstimatorOptions { RegressionLoss = Loss.Poisson, Epochs = 10 };
        var expected = 1024 * Regressor.Fit(few, options).Predict(Inputs);
        Assert.Equal(expected, Regressor.Fit(many, options).Predict(Inputs));
        static double Count(double x, double y, double noise) => Math.Round(Math.Exp(2 + (0.5 * x) + (0.1 * noise)));
    }

    /// <summary>A tenth of the targets is far off: the line through the others is hardly moved.</summary>
    [Fact]
    public void Huber_hardly_minds_outliers()
    {
        var data = Data((x, y, noise) => (300 * x) - (100 * y) + 50 + (noise > 1.3 ? 5000 : 0));
        double Error(TargetLoss loss)
        {
            var predictions = Regressor.Fit(data, Linear with { RegressionLoss = loss }).Predict(Inputs);
            return Enumerable
                .Range(0, Inputs.Rows)
                .Max(i => Math.Abs(predictions[i, 0] - ((300 * Inputs[i, 0]) - (100 * Inputs[i, 1]) + 50)));
        }

        Assert.InRange(Error(Loss.Huber(0.01)), 0, 10);
        Assert.InRange(Error(Loss.SquaredError), 300, double.PositiveInfinity);
    }

    /// <summary>Two labels, of which a sample has none, one or both.</summary>
    [Fact]
    public void Binary_cross_entropy_predicts_the_probability_of_each_label()
    {
        var data = Data((x, y, _) => x * y > 0 ? 1 : 0, (x, y, _) => x + y > 0.5 ? 1 : 0);
        var model = Regressor.Fit(data, new EstimatorOptions { RegressionLoss = Loss.BinaryCrossEntropy });
        var (probabilities, labels) = (model.Predict(Inputs).Span.ToArray(), data.Samples.Targets.Span.ToArray());
        Assert.All(probabilities, probability => Assert.InRange(probability, 0, 1));
        var right = probabilities.Zip(labels, (probability, label) => Math.Round(probability) == label);
        Assert.InRange(right.Count(isRight => isRight), 0.95 * 600, 600);
        Assert.Equal(Scaling.None<double>(2), model.TargetScaling);
    }

    [Fact]
    public void The_loss_travels_in_the_saved_model()
    {
        using var folder = new TemporaryFolder();
        var data = Data((x, y, _) => x > y ? 1 : 0);
        foreach (var loss in new[] { Loss.SquaredError, Loss.Huber(0.1), Loss.Poisson, Loss.BinaryCrossEntropy })
        {
            var model = Regressor.Fit(data, new EstimatorOptions { RegressionLoss = loss, Epochs = 2 });
            model.Save(folder["model"]);
            var loaded = Regressor.Load<double>(folder["model"]);
            Assert.Equal(loss.Name, loaded.Loss.Name);
            Assert.Equal(model, loaded);
            Assert.Equal(model.Predict(Inputs), loaded.Predict(Inputs));
        }

        foreach (var name in new[] { "", "hinge", "huber(0)", "huber(x)" })
        {
            Safetensors.Load(folder["model"]).With("loss", name).Save(folder["other"]);
            var exception = Assert.Throws<InvalidFileException>(() => Regressor.Load<double>(folder["other"]));
            Assert.Contains("a loss", exception.Expected, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Models_of_other_losses_are_others()
    {
        var (data, untrained) = (Data((x, _, _) => x), new EstimatorOptions { Epochs = 0 });
        var model = Regressor.Fit(data, untrained);
        var other = Regressor.Fit(data, untrained with { RegressionLoss = Loss.Huber() });
        Assert.Equal(model.Parameters, other.Parameters);
        Assert.NotEqual(model, other);
    }

    [Fact]
    public void Targets_that_the_loss_does_not_take_are_refused()
    {
        var data = Data((x, _, _) => x > 0 ? 2 : 0, (_, y, _) => y > 0 ? -1 : 1);
        var row = Enumerable.Range(0, Inputs.Rows).First(i => Inputs[i, 1] > 0);
        var options = new EstimatorOptions { RegressionLoss = Loss.Poisson };
        Samples.Fails(
            () => Regressor.Fit(data, options),
            "data.Samples.Targets",
            "counts, zero or above",
            $"-1 in row {row}, column 1"
        );
        Samples.Fails(
            () => Regressor.Fit(data, options with { RegressionLoss = Loss.BinaryCrossEntropy }),
            "data.Samples.Targets",
            "numbers 0…1",
            "row"
        );
        Assert.Throws<ArgumentNullException>(() => Regressor.Fit(data, options with { RegressionLoss = null! }));
    }

    [Fact]
    public void Counts_that_are_all_zero_do_no_harm()
    {
        var data = Data((_, _, _) => 0);
        var model = Regressor.Fit(data, new EstimatorOptions { RegressionLoss = Loss.Poisson, Epochs = 30 });
        Assert.NotEqual(TrainingOutcome.Diverged, model.Outcome);
        Assert.All(model.Predict(Inputs).Span.ToArray(), rate => Assert.InRange(rate, 0, 0.9));
    }

    /// <summary>Targets as functions of both inputs and of noise.</summary>
    private static RegressionDataset<double> Data(params Func<double, double, double, double>[] targets)
    {
        var values = Matrix.Create(
            Inputs.Rows,
            targets.Length,
            (i, target) => targets[target](Inputs[i, 0], Inputs[i, 1], new RandomNumbers(7).Normal(i))
        );
        var names = Enumerable.Range(0, targets.Length).Select(target => $"t{target}");
        return new RegressionDataset<double>("random", Batch.WithTargets(Inputs, values), ["x", "y"], [.. names]);
    }
}
