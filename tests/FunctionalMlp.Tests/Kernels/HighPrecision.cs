using System.Numerics;

namespace FunctionalMlp.Tests.Kernels;

/// <summary>exp and log in fixed point with 256 bits behind the point: slow, and far more accurate than what they judge.</summary>
internal static class HighPrecision
{
    private const int Bits = 256;
    private static readonly BigInteger One = BigInteger.One << Bits;

    // ln 2 = 2 artanh(1/3)
    private static readonly BigInteger Ln2 =
        2
        * Enumerable
            .Range(0, 100)
            .Aggregate(BigInteger.Zero, (sum, i) => sum + (One / (((2 * i) + 1) * BigInteger.Pow(3, (2 * i) + 1))));

    /// <summary>How far a value is from exp x, in units of the last place that <paramref name="precision"/> bits give exp x.</summary>
    internal static double ExpError(double x, double actual, int precision, int minExponent)
    {
        var (power, n) = Exp(x);
        return Error(Scale(power, n), actual, precision, minExponent);
    }

    /// <summary>The same for log x, x positive.</summary>
    internal static double LogError(double x, double actual, int precision, int minExponent)
    {
        // log x = y + log(x·e^−y); y is near, so two terms of the series are more than enough.
        var y = Math.Log(x);
        var (power, n) = Exp(-y);
        var ratio = Scale((FixedPoint(x) * power) >> Bits, n) - One;
        return Error(FixedPoint(y) + ratio - ((ratio * ratio) >> (Bits + 1)), actual, precision, minExponent);
    }

    private static double Error(BigInteger expected, double actual, int precision, int minExponent)
    {
        var exponent = Math.Max((int)(BigInteger.Abs(expected).GetBitLength() - 1 - Bits), minExponent);
        var ulp = FixedPoint(Math.ScaleB(1, exponent - precision + 1));
        return (double)((BigInteger.Abs(FixedPoint(actual) - expected) << 20) / BigInteger.Max(ulp, 1)) / (1 << 20);
    }

    private static (BigInteger Power, int N) Exp(double x)
    {
        var n = (int)Math.Round(x / Math.Log(2));
        var r = FixedPoint(x) - (n * Ln2);
        var (sum, term) = (BigInteger.Zero, One);
        for (var i = 1; !term.IsZero && term != -1; i++)
        {
            sum += term;
            term = ((term * r) >> Bits) / i;
        }

        return (sum, n);
    }

    private static BigInteger Scale(BigInteger value, int n) => n < 0 ? value >> -n : value << n;

    private static BigInteger FixedPoint(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x);
        var exponent = (int)((bits >> 52) & 0x7FF);
        var mantissa = (bits & ((1L << 52) - 1)) | (exponent == 0 ? 0 : 1L << 52);
        var value = Scale(mantissa, Math.Max(exponent, 1) - 1075 + Bits);
        return x < 0 ? -value : value;
    }
}
