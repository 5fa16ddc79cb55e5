using Xunit;

namespace FunctionalMlp.Tests;

public sealed class SoftmaxTests
{
    [Fact]
    public void Rows_are_probabilities_in_proportion_to_exp()
    {
        var p = Softmax.Apply(
            Matrix.FromRows<double>([
                [0, Math.Log(2), Math.Log(5)],
                [7, 7, 7],
            ])
        );
        Assert.Equal(2 / 8.0, p[0, 1], 1e-15);
        Assert.Equal(5 / 8.0, p[0, 2], 1e-15);
        Assert.Equal(1 / 3.0, p[1, 0], 1e-15);
    }

    [Theory]
    [InlineData(1e4)]
    [InlineData(-1e4)]
    [InlineData(1e308)]
    public void Huge_logits_do_not_overflow(double offset)
    {
        var p = Softmax.Apply(
            Matrix.FromRows<double>([
                [offset, offset],
            ])
        );
        Assert.Equal(
            Matrix.FromRows<double>([
                [0.5, 0.5],
            ]),
            p
        );
    }

    [Fact]
    public void The_pullback_agrees_with_differences()
    {
        var (z, c) = (Samples.Matrix<double>(2, 4, 1), Samples.Matrix<double>(2, 4, 2));
        var pullback = Softmax.Pullback(Softmax.Apply(z), c);
        const double h = 1e-6;
        for (var i = 0; i < 2; i++)
        {
            for (var j = 0; j < 4; j++)
            {
                var step = Matrix.Create<double>(2, 4, (r, k) => r == i && k == j ? h : 0);
                var difference = (Softmax.Apply(z + step) - Softmax.Apply(z - step)).Hadamard(c).Span.ToArray().Sum();
                Assert.Equal(difference / (2 * h), pullback[i, j], 1e-9);
            }
        }
    }

    [Fact]
    public void A_cotangent_of_another_shape_is_refused() =>
        Samples.Fails(
            () => Softmax.Pullback(Matrix.Zeros<double>(2, 3), Matrix.Zeros<double>(3, 2)),
            "cotangent",
            "2×3",
            "3×2"
        );

    [Fact]
    public void Without_classes_there_is_no_softmax() =>
        Samples.Fails(() => Softmax.Apply(Matrix.Zeros<double>(2, 0)), "logits.Columns", "at least 1", "0");
}
