using System.Runtime.CompilerServices;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Activations;

/// <summary>The logistic function, equations (E40) and (E1); its slope is made of its value.</summary>
internal sealed class Sigmoid : Activation
{
    public override string Name => "sigmoid";

    public override bool HasKinkAtZero => false;

    internal override bool PullbackNeedsPreActivations => false;

    internal override void Apply<T>(ReadOnlySpan<T> z, Span<T> a) => Elementwise.Apply<T, LogisticFunction>(z, a);

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
            where S : struct, ISimd<T, V> =>
            S.Multiply(cotangent, S.Multiply(a, S.Subtract(Lane<T, V, S>.Number(1), a)));
    }
}
