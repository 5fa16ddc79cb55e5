using System.Runtime.CompilerServices;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Activations;

/// <summary>The Gaussian error linear unit with the normal distribution function itself, equations (E46) and (E17).</summary>
internal sealed class GELU : Activation
{
    public override string Name => "gelu";

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
            where S : struct, ISimd<T, V> => S.Multiply(z, NormalFunction.Apply<T, V, S>(z));
    }

    private readonly struct Slope : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<T, V, S>(V z, V cotangent)
            where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
            where V : unmanaged
            where S : struct, ISimd<T, V>
        {
            var density = ExpFunction.Apply<T, V, S>(S.Multiply(S.Multiply(z, z), Lane<T, V, S>.Number(-0.5)));
            density = S.Multiply(density, Lane<T, V, S>.Number(1 / Math.Sqrt(2 * Math.PI)));
            return S.Multiply(cotangent, S.MultiplyAdd(z, density, NormalFunction.Apply<T, V, S>(z)));
        }
    }
}
