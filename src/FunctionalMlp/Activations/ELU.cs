using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Activations;

/// <summary>The exponential linear unit, equations (E44) and (E5); the slope below 0 is made of the value there, and at 0 it is α.</summary>
internal sealed class ELU(double alpha) : Activation
{
    internal const string Kind = "elu";

    public override string Name =>
        alpha == 1 ? Kind : string.Create(CultureInfo.InvariantCulture, $"{Kind}({alpha:R})");

    public override bool HasKinkAtZero => alpha != 1;

    // a > 0 exactly where z > 0.
    internal override bool PullbackNeedsPreActivations => false;

    internal override void Apply<T>(ReadOnlySpan<T> z, Span<T> a) =>
        Elementwise.Apply<T, Function>(z, z, T.CreateChecked(alpha), a);

    internal override void Pullback<T>(
        ReadOnlySpan<T> z,
        ReadOnlySpan<T> a,
        ReadOnlySpan<T> cotangent,
        Span<T> result
    ) => Elementwise.Apply<T, Slope>(a, cotangent, T.CreateChecked(alpha), result);

    private readonly struct Function : IParametricFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<T, V, S>(V z, V same, V alpha)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where V : unmanaged
            where S : struct, ISimd<T, V>
        {
            var below = S.Multiply(alpha, ExpMinusOneFunction.Apply<T, V, S>(z));
            return S.Select(S.LessThan(Lane<T, V, S>.Number(0), z), z, below);
        }
    }

    private readonly struct Slope : IParametricFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<T, V, S>(V a, V cotangent, V alpha)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where V : unmanaged
            where S : struct, ISimd<T, V>
        {
            var (zero, one) = (Lane<T, V, S>.Number(0), Lane<T, V, S>.Number(1));
            return S.Multiply(cotangent, S.Select(S.LessThan(zero, a), one, S.Add(a, alpha)));
        }
    }
}
