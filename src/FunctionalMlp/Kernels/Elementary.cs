namespace FunctionalMlp.Kernels;

/// <summary>Powers and cosines for schedules, from basic arithmetic alone: a platform's own functions differ in the last bits.</summary>
internal static class Elementary
{
    /// <summary>A power, n ≥ 0, by squaring.</summary>
    internal static double Power(double x, long n)
    {
        var result = 1.0;
        for (var square = x; n > 0; n >>= 1, square *= square)
        {
            if ((n & 1) == 1)
            {
                result *= square;
            }
        }

        return result;
    }

    /// <summary>cos(πx), 0 ≤ x ≤ 1: reduced to an eighth of a turn at most, then the series.</summary>
    internal static double CosinePi(double x) =>
        x switch
        {
            <= 0.25 => Series(x, 0),
            <= 0.75 => Series(0.5 - x, 1),
            _ => -Series(1 - x, 0),
        };

    /// <summary>The Taylor series of cos(πy) (<paramref name="first"/> 0) or sin(πy) (1), up to the power 20 or 21.</summary>
    private static double Series(double y, int first)
    {
        var angle = Math.PI * y;
        var sum = 1.0;
        for (var k = 20 + first; k > first; k -= 2)
        {
            sum = 1 - (sum * angle * angle / (k * (k - 1)));
        }

        return first == 0 ? sum : sum * angle;
    }
}
