using System.Runtime.CompilerServices;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Activations;

/// <summary>The sigmoid-weighted linear unit, equations (E45) and (E6).</summary>
internal sealed class SiLU : Activation
{
    public override string Name => "silu";

    public override bool HasKinkAtZero => false;

    internal override bool PullbackNeedsPreActivations => true;

    internal override void Apply<T>(ReadOnlySpan<T> z, Span<T> a) => Elementwise.Apply<T, Function>(z, a);

    internal override void Pullback<T>(
        ReadOnlySpan<T> z,
        ReadOnlySpan<T> a,
        ReadOnlySpan<T> cotangent,
        Span<T> result
    ) => Elementwise.Apply<T, Slope>(z, cotangent, result);

    private readonly struct Function : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<T, V, S>(V z)
            where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
            where V : unmanaged
            where S : struct, ISimd<T, V> => S.Multiply(z, LogisticFunction.Apply<T, V, S>(z));
    }

    private readonly struct Slope : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<T, V, S>(V z, V cotangent)
            where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
            where V : unmanaged
            where S : struct, ISimd<T, V>
        {
            var (zero, one) = (Lane<T, V, S>.Number(0), Lane<T, V, S>.Number(1));
            var complement = LogisticFunction.Apply<T, V, S>(S.Subtract(zero, z));
            var slope = S.Multiply(LogisticFunction.Apply<T, V, S>(z), S.MultiplyAdd(z, complement, one));
            return S.Multiply(cotangent, slope);
        }
    }
}
