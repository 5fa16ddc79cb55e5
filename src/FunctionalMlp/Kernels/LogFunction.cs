using System.Numerics;
using System.Runtime.CompilerServices;

namespace FunctionalMlp.Kernels;

/// <summary>
/// log x, by a power k of two and a factor m about 1, as in Cody and Waite, <i>Software Manual for the Elementary Functions</i>, chapter
/// 5; log m by the Taylor series of the inverse hyperbolic tangent. The leading term, m less 1, is exact and is added last.
/// </summary>
internal readonly struct LogFunction : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply<T, V, S>(V x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged
        where S : struct, ISimd<T, V>
    {
        var zero = Lane<T, V, S>.Number(0);
        var one = Lane<T, V, S>.Number(1);
        var two = Lane<T, V, S>.Number(2);

        // A subnormal number becomes a normal one first.
        var isSmall = S.LessThan(x, Lane<T, V, S>.Number(Lane<T, V, S>.SmallestNormal));
        var normal = S.Select(isSmall, S.Multiply(x, Lane<T, V, S>.Number(Lane<T, V, S>.TwoToMantissaBits)), x);

        // Bits above those of √½ count into the exponent.
        var shifted = S.AddBits(normal, Lane<T, V, S>.BitsBetween(Math.Sqrt(0.5), 1));
        var k = Lane<T, V, S>.Exponent(shifted);
        k = S.Subtract(k, S.AndBits(isSmall, Lane<T, V, S>.Number(Lane<T, V, S>.MantissaBits)));
        var m = S.AddBits(Lane<T, V, S>.Mantissa(shifted), Lane<T, V, S>.Number(Math.Sqrt(0.5)));

        var f = S.Subtract(m, one);
        var s = S.Divide(f, S.Add(two, f));
        var w = S.Multiply(s, s);
        // Every other term, side by side: one after another, each would wait for the one before.
        var square = S.Multiply(w, w);
        V even;
        V odd;
        if (typeof(T) == typeof(float))
        {
            even = Lane<T, V, S>.Number(2.0 / 11);
            odd = Lane<T, V, S>.Number(2.0 / 9);
        }
        else
        {
            even = Lane<T, V, S>.Number(2.0 / 23);
            odd = Lane<T, V, S>.Number(2.0 / 21);
            even = S.MultiplyAdd(even, square, Lane<T, V, S>.Number(2.0 / 19));
            odd = S.MultiplyAdd(odd, square, Lane<T, V, S>.Number(2.0 / 17));
            even = S.MultiplyAdd(even, square, Lane<T, V, S>.Number(2.0 / 15));
            odd = S.MultiplyAdd(odd, square, Lane<T, V, S>.Number(2.0 / 13));
            even = S.MultiplyAdd(even, square, Lane<T, V, S>.Number(2.0 / 11));
            odd = S.MultiplyAdd(odd, square, Lane<T, V, S>.Number(2.0 / 9));
        }

        even = S.MultiplyAdd(even, square, Lane<T, V, S>.Number(2.0 / 7));
        odd = S.MultiplyAdd(odd, square, Lane<T, V, S>.Number(2.0 / 5));
        even = S.MultiplyAdd(even, square, Lane<T, V, S>.Number(2.0 / 3));
        var series = S.Multiply(S.MultiplyAdd(odd, w, even), w);

        // log m = f − f²/2 + s (f²/2 + series), whose small terms come first.
        var halfSquare = S.Multiply(S.Multiply(f, f), Lane<T, V, S>.Number(0.5));
        var small = S.MultiplyAdd(k, Lane<T, V, S>.Number(1.428606820309417232e-6, 1.90821492927058770002e-10), zero);
        small = S.MultiplyAdd(s, S.Add(halfSquare, series), small);
        var log = S.Add(S.Subtract(small, halfSquare), f);
        log = S.MultiplyAdd(k, Lane<T, V, S>.Number(0.693145751953125, 0.693147180369123816490), log);

        log = S.Select(S.LessThan(zero, x), log, Lane<T, V, S>.Number(double.NaN));
        log = S.Select(S.AreEqual(x, zero), Lane<T, V, S>.Number(double.NegativeInfinity), log);
        var infinity = Lane<T, V, S>.Number(double.PositiveInfinity);
        return S.Select(S.AreEqual(x, infinity), infinity, log);
    }
}
