using System.Numerics;
using System.Runtime.CompilerServices;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Activations;

/// <summary>The rectified linear unit, equation (12); NaN stays NaN.</summary>
internal sealed class ReLU : Activation
{
    public override string Name => "relu";

    public override bool HasKinkAtZero => true;

    // a > 0 exactly where z > 0.
    internal override bool PullbackNeedsPreActivations => false;

    internal override void Apply<T>(ReadOnlySpan<T> z, Span<T> a) => Elementwise.Apply<T, Positive>(z, a);

    internal override void Pullback<T>(
        ReadOnlySpan<T> z,
        ReadOnlySpan<T> a,
        ReadOnlySpan<T> cotangent,
        Span<T> result
    ) => Elementwise.Apply<T, WherePositive>(a, cotangent, result);

    internal readonly struct Positive : IFunction
    {
        // The sum makes −0 a 0.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<T, V, S>(V z)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where V : unmanaged
            where S : struct, ISimd<T, V> => S.Add(S.Max(S.Broadcast(T.Zero), z), S.Broadcast(T.Zero));
    }

    internal readonly struct WherePositive : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<T, V, S>(V a, V cotangent)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where V : unmanaged
            where S : struct, ISimd<T, V> =>
            S.Select(S.LessThan(S.Broadcast(T.Zero), a), cotangent, S.Broadcast(T.Zero));
    }
}
