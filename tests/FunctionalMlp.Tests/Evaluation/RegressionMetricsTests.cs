using System.Text.Json;
using FunctionalMlp.Evaluation;
using Xunit;

namespace FunctionalMlp.Tests.Evaluation;

public sealed class RegressionMetricsTests
{
    private static readonly JsonElement Reference = Fixture.Read("metrics");
    private static readonly Matrix<double> Targets = Reference.GetProperty("targets").Matrix();
    private static readonly Matrix<double> Estimates = Reference.GetProperty("estimates").Matrix();

    [Fact]
    public void Agree_with_scikit_learn()
    {
        Equal("rSquared", RegressionMetrics.RSquared(Estimates, Targets));
        Equal("meanAbsoluteError", RegressionMetrics.MeanAbsoluteError(Estimates, Targets));
        Equal("rootMeanSquaredError", RegressionMetrics.RootMeanSquaredError(Estimates, Targets));
    }

    [Fact]
    public void A_constant_target_is_met_or_not()
    {
        var constant = Matrix.FromRows<double>([
            [3],
            [3],
        ]);
        Assert.Equal(1, RegressionMetrics.RSquared(constant, constant));
        Assert.Equal(0, RegressionMetrics.RSquared(2.0 * constant, constant));
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        Samples.Fails(() => RegressionMetrics.RSquared(Estimates, Targets.Transpose()), "predictions", "2×60", "60×2");
        var none = Matrix.Zeros<double>(0, 1);
        Samples.Fails(() => RegressionMetrics.MeanAbsoluteError(none, none), "targets.Rows", "at least 1", "0");
    }

    private static void Equal(string name, double actual) =>
        Assert.Equal(Reference.GetProperty(name).GetDouble(), actual, 1e-12);
}
