using System.Collections.Immutable;
using System.Text.Json;
using FunctionalMlp.Evaluation;
using Xunit;

namespace FunctionalMlp.Tests.Evaluation;

public sealed class ProbabilityMetricsTests
{
    private static readonly JsonElement Reference = Fixture.Read("metrics");
    private static readonly Matrix<double> Probabilities = Reference.GetProperty("probabilities").Matrix();
    private static readonly ImmutableArray<int> Labels = [.. Reference.GetProperty("labels").Integers()];

    [Fact]
    public void Log_loss_agrees_with_scikit_learn() =>
        Equal("logLoss", ProbabilityMetrics.LogLoss(Probabilities, Labels));

    [Fact]
    public void Area_under_the_curve_agrees_with_scikit_learn()
    {
        ImmutableArray<double> scores = [.. Reference.GetProperty("scores").Doubles()];
        ImmutableArray<bool> positives = [.. Reference.GetProperty("positive").Integers().Select(p => p == 1)];
        Assert.True(scores.Distinct().Count() < scores.Length, "There are no ties.");
        Equal("rocAuc", ProbabilityMetrics.RocAuc(scores, positives));
        Equal("multiClassRocAuc", ProbabilityMetrics.RocAuc(Probabilities, Labels));
    }

    [Fact]
    public void Calibration_error_agrees_with_another_computation() =>
        Equal("calibrationError", ProbabilityMetrics.CalibrationError(Probabilities, Labels));

    [Fact]
    public void A_sure_mistake_costs_much_but_not_infinity()
    {
        var sure = Matrix.FromRows<double>([
            [1, 0],
        ]);
        Assert.Equal(-Math.Log(Math.BitIncrement(1.0) - 1), ProbabilityMetrics.LogLoss(sure, [1]), 1e-12);
        Assert.InRange(ProbabilityMetrics.LogLoss(sure, [0]), 0, 1e-15);
        Assert.Equal(1, ProbabilityMetrics.CalibrationError(sure, [1]));
        Assert.Equal(0, ProbabilityMetrics.CalibrationError(sure, [0]));
    }

    [Fact]
    public void Without_pairs_there_is_no_area()
    {
        Assert.True(double.IsNaN(ProbabilityMetrics.RocAuc([0.1, 0.2], [true, true])));
        Assert.True(double.IsNaN(ProbabilityMetrics.RocAuc([], [])));
        Assert.True(double.IsNaN(ProbabilityMetrics.RocAuc(Probabilities.RowRange(0, 2), [1, 1])));
    }

    [Fact]
    public void A_class_without_samples_is_left_out_of_the_mean()
    {
        // Class 0 ranks its sample first; class 1 one of its two before that of class 0; class 2 has none.
        var probabilities = Matrix.FromRows<double>([
            [0.6, 0.3, 0.1],
            [0.1, 0.4, 0.5],
            [0.2, 0.2, 0.6],
        ]);
        Assert.Equal((1 + 0.5) / 2, ProbabilityMetrics.RocAuc(probabilities, [0, 1, 1]), 1e-15);
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        Samples.Fails(() => ProbabilityMetrics.LogLoss(Probabilities, [0]), "labels", "60×1", "1×1");
        Samples.Fails(() => ProbabilityMetrics.LogLoss(Probabilities.RowRange(0, 1), [4]), "labels", "0…3", "4");
        Samples.Fails(
            () => ProbabilityMetrics.LogLoss(Matrix.Zeros<double>(0, 2), []),
            "probabilities.Rows",
            "at least 1",
            "0"
        );
        Samples.Fails(() => ProbabilityMetrics.RocAuc([double.NaN], [true]), "scores", "numbers", "NaN");
        Samples.Fails(() => ProbabilityMetrics.CalibrationError(Probabilities, Labels, 0), "bins", "at least 1", "0");
    }

    [Theory]
    [InlineData("numbers from 0 to 1", "-0.5 in row 1, column 0", -0.5, 1.5)]
    [InlineData("numbers from 0 to 1", "1.5 in row 1, column 0", 1.5, 0)]
    [InlineData("numbers from 0 to 1", "NaN in row 1, column 0", double.NaN, 1)]
    [InlineData("numbers from 0 to 1", "Infinity in row 1, column 1", 0, double.PositiveInfinity)]
    [InlineData("rows that sum to 1", "0 in row 1", 0, 0)]
    [InlineData("rows that sum to 1", "0.999 in row 1", 0.5, 0.499)]
    [InlineData("rows that sum to 1", "1.5 in row 1", 0.75, 0.75)]
    public void Rows_that_are_no_probabilities_are_refused(string expected, string actual, double a, double b)
    {
        var rows = Matrix.FromRows<double>([
            [0.5, 0.5],
            [a, b],
        ]);
        var narrow = Matrix.Create<float>(2, 2, (i, j) => (float)rows[i, j]);
        Action[] all =
        [
            () => ProbabilityMetrics.LogLoss(rows, [0, 1]),
            () => ProbabilityMetrics.RocAuc(rows, [0, 1]),
            () => ProbabilityMetrics.CalibrationError(rows, [0, 1]),
            () => ClassificationReport.Create(rows, [0, 1], ["no", "yes"]),
        ];
        Assert.All(all, metric => Samples.Fails(metric, "probabilities", expected, actual));
        Assert.Throws<InvalidInputException>(() => ProbabilityMetrics.LogLoss(narrow, [0, 1]));
    }

    /// <summary>Rounding may leave a sum, or a probability near 1, a little off.</summary>
    [Fact]
    public void Rounding_is_no_offence()
    {
        var logits = Samples.Matrix<float>(50, 1000, 1);
        var labels = Samples.Labels(50, 1000, 2);
        Assert.True(ProbabilityMetrics.LogLoss(Softmax.Apply(logits), [.. labels]) > 0);
        var above = Matrix.FromRows<double>([
            [Math.BitIncrement(1.0), 0],
        ]);
        Assert.InRange(ProbabilityMetrics.LogLoss(above, [0]), 0, 1e-15);
    }

    private static void Equal(string name, double actual) =>
        Assert.Equal(Reference.GetProperty(name).GetDouble(), actual, 1e-12);
}
