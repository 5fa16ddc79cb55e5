using System.Numerics;
using System.Runtime.CompilerServices;

namespace FunctionalMlp.Kernels;

/// <summary>Softplus, whose slope is equation (E3): the positive part of x, and softplus of −|x|, which does not overflow.</summary>
internal readonly struct SoftplusFunction : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply<T, V, S>(V x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged
        where S : struct, ISimd<T, V>
    {
        var (zero, one) = (Lane<T, V, S>.Number(0), Lane<T, V, S>.Number(1));
        var isNegative = S.LessThan(x, zero);
        var power = ExpFunction.Apply<T, V, S>(S.Select(isNegative, x, S.Subtract(zero, x)));

        // What the sum 1 + e^−|x| loses in rounding is put back in first order: (e − (s − 1))/s.
        var sum = S.Add(one, power);
        var lost = S.Divide(S.Subtract(power, S.Subtract(sum, one)), sum);
        var log = S.Add(LogFunction.Apply<T, V, S>(sum), lost);
        return S.Add(S.Select(isNegative, zero, x), log);
    }
}
