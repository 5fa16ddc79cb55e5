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

    [Theory]
    [InlineData(0.1, 0.1)]
    [InlineData(0.1, 0.10000000000000002)]
    [InlineData(1e300, 1e300)]
    public void A_column_that_is_constant_up_to_rounding_is_only_shifted(double value, double last)
    {
        var column = Matrix.FromRows<double>([.. Enumerable.Repeat(value, 9).Append(last).Select(x => new[] { x })]);
        Assert.Equal(1, Scaling.Standardize(column).Scale[0]);
        Assert.Equal(1, Scaling.StandardizeTogether(column).Scale[0]);
        Assert.Equal(value, Scaling.Standardize(column).Shift[0], 1e-15 * value);
    }

    [Theory]
    [InlineData(1e200)]
    [InlineData(1e305)]
    [InlineData(1e-200)]
    public void The_unit_does_not_matter(double unit)
    {
        var (one, other) = (
            Matrix.FromRows<double>([
                [1],
                [2],
                [-4],
            ]),
            Matrix.FromRows<double>([
                [1 * unit],
                [2 * unit],
                [-4 * unit],
            ])
        );
        var pairs = Scaling
            .Standardize(one)
            .Apply(one)
            .Span.ToArray()
            .Zip(Scaling.Standardize(other).Apply(other).Span.ToArray());
        Assert.All(pairs, pair => Assert.Equal(pair.First, pair.Second, 1e-14));
    }

    [Fact]
    public void A_range_that_overflows_names_the_column()
    {
        var values = Matrix.FromRows<double>([
            [0, 1.5e308],
            [1, -1.5e308],
        ]);
        foreach (var fit in new Func<Matrix<double>, Scaling<double>>[] { Scaling.Standardize, Scaling.MinMax })
        {
            Samples.Fails(() => fit(values), "values", "finite range", "column 1");
        }

        Samples.Fails(() => Scaling.StandardizeTogether(values), "values", "finite range", "all columns");
    }

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
