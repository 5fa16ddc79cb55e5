using System.Numerics;
using System.Runtime.CompilerServices;

namespace FunctionalMlp.Kernels;

/// <summary>
/// exp x, by a power n of two and what remains, exp r, with |r| at most half of ln 2 (the reduction of Cody and Waite, <i>Software
/// Manual for the Elementary Functions</i>, chapter 6); exp r by its Taylor series, to where a term is below a twentieth ulp.
/// </summary>
internal readonly struct ExpFunction : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply<T, V, S>(V x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged
        where S : struct, ISimd<T, V>
    {
        // Beyond these the result is 0 or ∞ anyway; NaN stays.
        x = S.Max(Lane<T, V, S>.Number(-104, -746), x);
        x = S.Min(Lane<T, V, S>.Number(89, 710), x);
        var (n, minusOne) = Parts<T, V, S>(x);
        return S.Scale(S.Add(minusOne, Lane<T, V, S>.Number(1)), n);
    }

    /// <summary>n, and exp r less 1 to full relative precision.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (V N, V MinusOne) Parts<T, V, S>(V x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged
        where S : struct, ISimd<T, V>
    {
        var rounder = Lane<T, V, S>.Rounder;
        var n = S.Subtract(S.MultiplyAdd(x, Lane<T, V, S>.Number(1 / Math.Log(2)), rounder), rounder);

        // The first part of ln 2 has so few bits that n times it is exact.
        var r = S.MultiplyAdd(n, Lane<T, V, S>.Number(-0.693145751953125, -0.693147180369123816490), x);
        r = S.MultiplyAdd(n, Lane<T, V, S>.Number(-1.428606820309417232e-6, -1.90821492927058770002e-10), r);

        var square = S.Multiply(r, r);
        V q;
        if (typeof(T) == typeof(float))
        {
            q = Lane<T, V, S>.Number(1.0 / 5040);
            q = S.MultiplyAdd(q, r, Lane<T, V, S>.Number(1.0 / 720));
            q = S.MultiplyAdd(q, r, Lane<T, V, S>.Number(1.0 / 120));
            q = S.MultiplyAdd(q, r, Lane<T, V, S>.Number(1.0 / 24));
            q = S.MultiplyAdd(q, r, Lane<T, V, S>.Number(1.0 / 6));
            q = S.MultiplyAdd(q, r, Lane<T, V, S>.Number(1.0 / 2));
        }
        else
        {
            // Even and odd powers side by side: one after another, each term would wait for the one before.
            var even = Lane<T, V, S>.Number(1.0 / 479001600);
            var odd = Lane<T, V, S>.Number(1.0 / 6227020800);
            even = S.MultiplyAdd(even, square, Lane<T, V, S>.Number(1.0 / 3628800));
            odd = S.MultiplyAdd(odd, square, Lane<T, V, S>.Number(1.0 / 39916800));
            even = S.MultiplyAdd(even, square, Lane<T, V, S>.Number(1.0 / 40320));
            odd = S.MultiplyAdd(odd, square, Lane<T, V, S>.Number(1.0 / 362880));
            even = S.MultiplyAdd(even, square, Lane<T, V, S>.Number(1.0 / 720));
            odd = S.MultiplyAdd(odd, square, Lane<T, V, S>.Number(1.0 / 5040));
            even = S.MultiplyAdd(even, square, Lane<T, V, S>.Number(1.0 / 24));
            odd = S.MultiplyAdd(odd, square, Lane<T, V, S>.Number(1.0 / 120));
            even = S.MultiplyAdd(even, square, Lane<T, V, S>.Number(1.0 / 2));
            odd = S.MultiplyAdd(odd, square, Lane<T, V, S>.Number(1.0 / 6));
            q = S.MultiplyAdd(odd, r, even);
        }

        return (n, S.MultiplyAdd(square, q, r));
    }
}
