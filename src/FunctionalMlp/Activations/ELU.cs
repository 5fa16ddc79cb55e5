using System.Runtime.CompilerServices;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Activations;

/// <summary>The exponential linear unit, equation (E5); the slope below 0 is made of the value there.</summary>
internal sealed class ELU : Activation
{
    public override string Name => "elu";

    public override bool HasKinkAtZero => false;

    internal override bool PullbackNeedsPreActivations => false;

    internal override void Apply<T>(ReadOnlySpan<T> z, Span<T> a) => Elementwise.Apply<T, Function>(z, a);

    internal override void Pullback<T>(
        ReadOnlySpan<T> z,
        ReadOnlySpan<T> a,
        ReadOnlySpan<T> cotangent,
        Span<T> result
    ) => Elementwise.Apply<T, Slope>(a, cotangent, result);

    private readonly struct Function : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<T, V, S>(V z)
            where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
            where V : unmanaged
            where S : struct, ISimd<T, V> =>
            S.Select(S.LessThan(Lane<T, V, S>.Number(0), z), z, ExpMinusOneFunction.Apply<T, V, S>(z));
    }

    private readonly struct Slope : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<T, V, S>(V a, V cotangent)
            where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
            where V : unmanaged
            where S : struct, ISimd<T, V>
        {
            var (zero, one) = (Lane<T, V, S>.Number(0), Lane<T, V, S>.Number(1));
            return S.Multiply(cotangent, S.Select(S.LessThan(zero, a), one, S.Add(a, one)));
        }
    }
}
