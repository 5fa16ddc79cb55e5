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

    private static void Equal(string name, double actual) =>
        Assert.Equal(Reference.GetProperty(name).GetDouble(), actual, 1e-12);
}
