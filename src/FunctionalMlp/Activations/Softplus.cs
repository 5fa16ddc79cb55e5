using System.Runtime.CompilerServices;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Activations;

/// <summary>Softplus, equations (E42) and (E3); its slope is made of its value.</summary>
internal sealed class Softplus : Activation
{
    public override string Name => "softplus";

    public override bool HasKinkAtZero => false;

    internal override bool PullbackNeedsPreActivations => false;

    internal override void Apply<T>(ReadOnlySpan<T> z, Span<T> a) => Elementwise.Apply<T, SoftplusFunction>(z, a);

    internal override void Pullback<T>(
        ReadOnlySpan<T> z,
        ReadOnlySpan<T> a,
        ReadOnlySpan<T> cotangent,
        Span<T> result
    ) => Elementwise.Apply<T, Slope>(a, cotangent, result);

    private readonly struct Slope : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<T, V, S>(V a, V cotangent)
            where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
            where V : unmanaged
            where S : struct, ISimd<T, V>
        {
            var zero = Lane<T, V, S>.Number(0);
            return S.Multiply(cotangent, S.Subtract(zero, ExpMinusOneFunction.Apply<T, V, S>(S.Subtract(zero, a))));
        }
    }
}
