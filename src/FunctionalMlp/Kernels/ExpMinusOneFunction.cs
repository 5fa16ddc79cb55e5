using System.Numerics;
using System.Runtime.CompilerServices;

namespace FunctionalMlp.Kernels;

/// <summary>exp x less 1 for x ≤ 0, without cancellation near 0; above 0 it gives 0.</summary>
internal readonly struct ExpMinusOneFunction : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply<T, V, S>(V x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged
        where S : struct, ISimd<T, V>
    {
        // Below −40 the result is −1; NaN passes both comparisons.
        var (lowest, zero) = (Lane<T, V, S>.Number(-40), Lane<T, V, S>.Number(0));
        x = S.Select(S.LessThan(x, lowest), lowest, x);
        x = S.Select(S.LessThan(zero, x), zero, x);

        // 2^n·e^r − 1 = 2^n·(e^r − 1) + (2^n − 1)
        var (n, minusOne) = ExpFunction.Parts<T, V, S>(x);
        var power = Lane<T, V, S>.PowerOfTwo(n);
        return S.MultiplyAdd(power, minusOne, S.Subtract(power, Lane<T, V, S>.Number(1)));
    }
}
