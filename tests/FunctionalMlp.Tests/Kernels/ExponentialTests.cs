using System.Numerics;
using FunctionalMlp.Kernels;
using Xunit;

namespace FunctionalMlp.Tests.Kernels;

public sealed class ExponentialTests
{
    public static TheoryData<int> Widths => [128, 256, 512];

    [Fact]
    public void Exp_of_double_is_within_one_ulp() =>
        // Results below 2^−120 would need more bits behind the point; the rest of the range differs by powers of two only.
        AssertErrors(
            Between(-80, 80, 20_000).Concat(Between(-1e-3, 1e-3, 2000)),
            x => HighPrecision.ExpError(x, Exponential.Exp(x), 53, -1022)
        );

    [Fact]
    public void Log_of_double_is_within_one_ulp() =>
        AssertErrors(
            Between(-80, 80, 20_000).Select(Math.Exp).Concat(Between(0.5, 2, 5000)).Concat(Between(0.999, 1.001, 1000)),
            x => HighPrecision.LogError(x, Exponential.Log(x), 53, -1022)
        );

    [Fact]
    public void Exp_of_float_is_within_one_ulp()
    {
        for (var bits = 0L; bits < 1L << 32; bits += 4111)
        {
            var x = BitConverter.Int32BitsToSingle((int)bits);
            AssertClose(x, Math.Exp(x), Exponential.Exp(x));
        }
    }

    [Fact]
    public void Log_of_float_is_within_one_ulp()
    {
        for (var bits = 0L; bits < 1L << 32; bits += 4111)
        {
            var x = BitConverter.Int32BitsToSingle((int)bits);
            AssertClose(x, Math.Log(x), Exponential.Log(x));
        }
    }

    [Fact]
    public void Double_at_the_ends_of_its_range()
    {
        foreach (var x in (double[])[-745.13, -744.4, -740, -709, -708.3, 700, 709.7, 709.782712893384])
        {
            var (expected, actual) = (Math.Exp(x), Exponential.Exp(x));
            Assert.True(
                Math.Abs(actual - expected) <= Math.BitIncrement(expected) - expected,
                $"exp {x:R}: {actual:R}"
            );
        }

        foreach (var x in (double[])[double.Epsilon, 1e-320, 2.2250738585072014e-308, 1e-300, 1e300, double.MaxValue])
        {
            var (expected, actual) = (Math.Log(x), Exponential.Log(x));
            Assert.True(
                Math.Abs(actual - expected) <= Math.BitIncrement(Math.Abs(expected)) - Math.Abs(expected),
                $"log {x:R}: {actual:R}"
            );
        }
    }

    [Fact]
    public void Special_values()
    {
        Check<float>(88.72283f, 88.73f, -104f);
        Check<double>(709.782712893384, 709.79, -746);

        static void Check<T>(T largest, T tooLarge, T tooSmall)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            Assert.Equal(T.One, Exponential.Exp(T.Zero));
            Assert.Equal(T.One, Exponential.Exp(T.NegativeZero));
            Assert.True(T.IsFinite(Exponential.Exp(largest)));
            Assert.Equal(T.PositiveInfinity, Exponential.Exp(tooLarge));
            Assert.Equal(T.PositiveInfinity, Exponential.Exp(T.PositiveInfinity));
            Assert.Equal(T.Zero, Exponential.Exp(tooSmall));
            Assert.Equal(T.Zero, Exponential.Exp(T.NegativeInfinity));
            Assert.True(T.IsNaN(Exponential.Exp(T.NaN)));
            Assert.Equal(T.Zero, Exponential.Log(T.One));
            Assert.Equal(T.NegativeInfinity, Exponential.Log(T.Zero));
            Assert.Equal(T.NegativeInfinity, Exponential.Log(T.NegativeZero));
            Assert.Equal(T.PositiveInfinity, Exponential.Log(T.PositiveInfinity));
            Assert.True(T.IsNaN(Exponential.Log(-T.Epsilon)));
            Assert.True(T.IsNaN(Exponential.Log(T.NegativeInfinity)));
            Assert.True(T.IsNaN(Exponential.Log(T.NaN)));
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_span_has_the_bits_of_its_numbers(int width)
    {
        Check<float>(width);
        Check<double>(width);

        static void Check<T>(int width)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            for (var length = 0; length <= 40; length++)
            {
                var x = new Guarded<T>(length, length % 3, i => T.CreateChecked((i - (length / 2)) * 37.77 / (i + 1)));
                var result = new Guarded<T>(length, length % 5, _ => T.NaN);
                Elementwise.Apply<T, ExpFunction>(x.Span, result.Span, width);
                Assert.Equal(Array.ConvertAll(x.Span.ToArray(), Exponential.Exp), result.Span.ToArray());
                result.AssertGuardsUntouched();
                Elementwise.Apply<T, LogFunction>(x.Span, result.Span, width);
                Assert.Equal(Array.ConvertAll(x.Span.ToArray(), Exponential.Log), result.Span.ToArray());
                result.AssertGuardsUntouched();
            }
        }
    }

    private static IEnumerable<double> Between(double low, double high, int count) =>
        Enumerable.Range(0, count).Select(i => low + ((high - low) * (i + 0.377) / count));

    private static void AssertErrors(IEnumerable<double> arguments, Func<double, double> error)
    {
        var (largest, at) = arguments.Select(x => (error(x), x)).Max();
        Assert.True(largest < 1, $"{largest} ulp at {at:R}");
    }

    /// <summary>Judged by double precision, whose own error is far below a float's ulp.</summary>
    private static void AssertClose(float x, double expected, float actual)
    {
        var rounded = (float)expected;
        if (!float.IsFinite(rounded))
        {
            Assert.Equal(rounded, actual);
            return;
        }

        var ulp = MathF.BitIncrement(MathF.Abs(rounded)) - MathF.Abs(rounded);
        Assert.True(Math.Abs(actual - expected) <= ulp, $"{x:R}: expected {expected:R}, got {actual:R}");
    }
}
