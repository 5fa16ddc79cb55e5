using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Activations;

/// <summary>The leaky ReLU, equations (E43) and (E4); at 0 its derivative is the slope.</summary>
internal sealed class LeakyReLU(double slope) : Activation
{
    internal const string Kind = "leaky-relu";

    public override string Name => string.Create(CultureInfo.InvariantCulture, $"{Kind}({slope:R})");

    public override bool HasKinkAtZero => true;

    // a > 0 exactly where z > 0.
    internal override bool PullbackNeedsPreActivations => false;

    internal override void Apply<T>(ReadOnlySpan<T> z, Span<T> a) =>
        Elementwise.Apply<T, Function>(z, z, T.CreateChecked(slope), a);

    internal override void Pullback<T>(
        ReadOnlySpan<T> z,
        ReadOnlySpan<T> a,
        ReadOnlySpan<T> cotangent,
        Span<T> result
    ) => Elementwise.Apply<T, Function>(a, cotangent, T.CreateChecked(slope), result);

    /// <summary>A value, times the slope where the sign is not positive.</summary>
    private readonly struct Function : IParametricFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<T, V, S>(V sign, V value, V slope)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where V : unmanaged
            where S : struct, ISimd<T, V> =>
            S.Select(S.LessThan(Lane<T, V, S>.Number(0), sign), value, S.Multiply(value, slope));
    }
}
