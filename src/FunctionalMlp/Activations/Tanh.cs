using System.Runtime.CompilerServices;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Activations;

/// <summary>The hyperbolic tangent, equations (E41) and (E2), by way of <see cref="ExpMinusOneFunction"/>; its slope is made of its value.</summary>
internal sealed class Tanh : Activation
{
    public override string Name => "tanh";

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
            where S : struct, ISimd<T, V>
        {
            var zero = Lane<T, V, S>.Number(0);
            var isNegative = S.LessThan(z, zero);
            var doubled = S.Multiply(z, S.Select(isNegative, Lane<T, V, S>.Number(2), Lane<T, V, S>.Number(-2)));
            var m = ExpMinusOneFunction.Apply<T, V, S>(doubled);
            var negated = S.Divide(m, S.Add(m, Lane<T, V, S>.Number(2)));
            return S.Select(isNegative, negated, S.Subtract(zero, negated));
        }
    }

    private readonly struct Slope : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<T, V, S>(V a, V cotangent)
            where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
            where V : unmanaged
            where S : struct, ISimd<T, V>
        {
            var one = Lane<T, V, S>.Number(1);
            return S.Multiply(cotangent, S.Multiply(S.Subtract(one, a), S.Add(one, a)));
        }
    }
}
