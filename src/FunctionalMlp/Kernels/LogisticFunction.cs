using System.Numerics;
using System.Runtime.CompilerServices;

namespace FunctionalMlp.Kernels;

/// <summary>The logistic function, by the exponential of −|x|, so that neither end overflows or loses its digits.</summary>
internal readonly struct LogisticFunction : IFunction
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
        return S.Divide(S.Select(isNegative, power, one), S.Add(one, power));
    }
}
