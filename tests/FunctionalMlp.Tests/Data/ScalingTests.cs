using System.Text.Json;
using FunctionalMlp.Data;
using Xunit;

namespace FunctionalMlp.Tests.Data;

public sealed class ScalingTests
{
    private static readonly JsonElement Reference = Fixture.Read("metrics");

    /// <summary>Three columns: one plain, one far from zero, one constant.</summary>
    private static readonly Matrix<double> Columns = Reference.GetProperty("columns").Matrix();

    [Fact]
    public void Standardize_agrees_with_scikit_learn() => Agrees("standardized", Scaling.Standardize(Columns));

    [Fact]
    public void MinMax_agrees_with_scikit_learn() => Agrees("minMax", Scaling.MinMax(Columns));

    [Fact]
    public void StandardizeTogether_has_one_shift_and_one_scale()
    {
        var scaling = Scaling.StandardizeTogether(Columns);
        Assert.Single(scaling.Shift.ToArray().Distinct());
        var scaled = scaling.Apply(Columns).Span.ToArray();
        Assert.Equal(0, scaled.Average(), 1e-12);
        Assert.Equal(1, scaled.Average(value => value * value), 1e-12);
    }

    [Fact]
    public void Invert_is_the_way_back()
    {
        var scaling = Scaling.Standardize(Columns);
        var back = scaling.Invert(scaling.Apply(Columns));
        Assert.All(
            back.Span.ToArray().Zip(Columns.Span.ToArray()),
            pair => Assert.Equal(pair.First, pair.Second, 1e-9)
        );
        Assert.Equal(Columns, Scaling.None<double>(3).Apply(Columns));
    }

    [Fact]
    public void Other_samples_do_not_change_what_was_fitted()
    {
        var scaling = Scaling.MinMax(
            Matrix.FromRows<float>([
                [0, 10],
                [2, 20],
            ])
        );
        Assert.Equal(
            Matrix.FromRows<float>([
                [2, -1],
            ]),
            scaling.Apply(
                Matrix.FromRows<float>([
                    [4, 0],
                ])
            )
        );
    }

    [Fact]
    public void Is_a_value()
    {
        Assert.Equal(Scaling.Standardize(Columns), Scaling.Standardize(Columns));
        Assert.Equal(Scaling.Standardize(Columns).GetHashCode(), Scaling.Standardize(Columns).GetHashCode());
        Assert.NotEqual(Scaling.Standardize(Columns), Scaling.MinMax(Columns));
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        Samples.Fails(() => Scaling.None<double>(2).Apply(Columns), "values", "20×2", "20×3");
        Samples.Fails(() => Scaling.Standardize(Matrix.Zeros<double>(0, 3)), "values.Rows", "at least 1", "0");
        Samples.Fails(
            () =>
                Scaling.MinMax(
                    Matrix.FromRows<double>([
                        [double.NaN],
                    ])
                ),
            "values",
            "finite",
            "NaN in row 0, column 0"
        );
        Samples.Fails(
            () => _ = new Scaling<double>(Vector.Zeros<double>(1), Vector.Zeros<double>(1)),
            "scale",
            "positive",
            "0"
        );
    }

    private static void Agrees(string name, Scaling<double> scaling)
    {
        var (expected, actual) = (Reference.GetProperty(name).Matrix(), scaling.Apply(Columns));
        Assert.All(
            expected.Span.ToArray().Zip(actual.Span.ToArray()),
            pair => Assert.Equal(pair.First, pair.Second, 1e-12)
        );
    }
}
