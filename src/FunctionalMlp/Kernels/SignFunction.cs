using System.Numerics;
using System.Runtime.CompilerServices;

namespace FunctionalMlp.Kernels;

/// <summary>1 above 0, −1 below; zero and NaN stay what they are.</summary>
internal readonly struct SignFunction : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply<T, V, S>(V x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged
        where S : struct, ISimd<T, V>
    {
        var zero = Lane<T, V, S>.Number(0);
        var notPositive = S.Select(S.LessThan(x, zero), Lane<T, V, S>.Number(-1), x);
        return S.Select(S.LessThan(zero, x), Lane<T, V, S>.Number(1), notPositive);
    }
}
