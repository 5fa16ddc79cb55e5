using System.Numerics;
using FunctionalMlp.Kernels;
using Xunit;

namespace FunctionalMlp.Tests.Kernels;

/// <summary>A product with a single row has the bits of the naive loop, whether it skips the zeros of A or not.</summary>
public sealed class RowProductTests
{
    public static TheoryData<int> Widths => [128, 256, 512];

    [Theory]
    [MemberData(nameof(Widths))]
    public void All_remainders_of_the_vectors(int width)
    {
        for (var columns = 0; columns <= 70; columns++)
        {
            foreach (var depth in (int[])[0, 1, 2, 5, 40])
            {
                Check<float>(depth, columns, width, 0.5);
                Check<double>(depth, columns, width, 0.5);
            }
        }

        foreach (var columns in (int[])[128, 255, 256, 257, 300, 600])
        {
            foreach (var zeros in (double[])[0, 0.1, 0.9, 1])
            {
                Check<float>(37, columns, width, zeros);
                Check<double>(37, columns, width, zeros);
            }
        }
    }

    // A skipped term would have made −0 of the bias +0.
    [Theory]
    [MemberData(nameof(Widths))]
    public void The_sign_of_a_zero_is_that_of_the_whole_chain(int width)
    {
        double[] a = [0, -0.0, 0];
        double[] b = [1, -1, -1, 1, 2, -2];
        double[] bias = [-0.0, -0.0];
        foreach (var skipsZeros in (bool[])[false, true])
        {
            var c = new double[2];
            Products.MultiplyRow<double>(3, 2, a, b, bias, c, skipsZeros, width);
            AssertSameBits<double>(Naive<double>(3, 2, a, b, bias), c);
        }
    }

    [Fact]
    public void Weights_that_are_not_finite_are_not_skipped()
    {
        var network = Network.Input(2).Dense(1);
        var parameters = Parameters.FromSpan<double>(network, [double.PositiveInfinity, 1, 0]);
        Assert.True(double.IsNaN(new Predictor<double>(network, parameters).Predict([0, 1], new double[1])[0]));
    }

    private static void Check<T>(int depth, int columns, int width, double zeros)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new Random((depth * 1000) + columns);
        T Number(int _) => T.CreateChecked(random.NextDouble() - 0.5);
        var offset = (depth + columns) % 5;
        var a = new Guarded<T>(
            depth,
            offset,
            i =>
                random.NextDouble() >= zeros ? Number(i)
                : i % 2 == 0 ? T.Zero
                : T.NegativeZero
        );
        var b = new Guarded<T>(depth * columns, offset + 1, Number);
        var bias = new Guarded<T>(columns, offset + 2, Number);
        foreach (var skipsZeros in (bool[])[false, true])
        {
            var c = new Guarded<T>(columns, offset + 3, _ => T.NaN);
            Products.MultiplyRow(depth, columns, a.Span, b.Span, bias.Span, c.Span, skipsZeros, width);
            c.AssertGuardsUntouched();
            AssertSameBits(Naive<T>(depth, columns, a.Span, b.Span, bias.Span), c.Span);
            Products.MultiplyRow(depth, columns, a.Span, b.Span, [], c.Span, skipsZeros, width);
            AssertSameBits(Naive<T>(depth, columns, a.Span, b.Span, new T[columns]), c.Span);
        }
    }

    private static T[] Naive<T>(int depth, int columns, ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> bias)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var c = bias.ToArray();
        for (var j = 0; j < columns; j++)
        {
            for (var k = 0; k < depth; k++)
            {
                c[j] = T.FusedMultiplyAdd(a[k], b[(k * columns) + j], c[j]);
            }
        }

        return c;
    }

    // Equality would not tell 0 from −0.
    private static void AssertSameBits<T>(ReadOnlySpan<T> expected, ReadOnlySpan<T> actual)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Assert.Equal(expected.ToArray(), actual.ToArray());
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(T.IsNegative(expected[i]), T.IsNegative(actual[i]));
        }
    }
}
