using System.Runtime.CompilerServices;
using FunctionalMlp.Data;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Losses;

/// <summary>
/// Binary cross-entropy, equations (E51) and (E8), for targets from 0 to 1: each output is the logit of a yes or no of its own.
/// </summary>
internal sealed class BinaryCrossEntropy : TargetLoss
{
    public override string Name => "binary-cross-entropy";

    internal override void Losses<T>(ReadOnlySpan<T> outputs, ReadOnlySpan<T> targets, Span<T> losses) =>
        Elementwise.Apply<T, Function>(outputs, targets, losses);

    internal override void Slopes<T>(ReadOnlySpan<T> outputs, ReadOnlySpan<T> targets, Span<T> slopes) =>
        Elementwise.Apply<T, Slope>(outputs, targets, slopes);

    internal override void Means<T>(ReadOnlySpan<T> outputs, Span<T> means) =>
        Elementwise.Apply<T, LogisticFunction>(outputs, means);

    /// <summary>Not at all: they are probabilities.</summary>
    internal override Scaling<T> FitScaling<T>(Matrix<T> targets) => Scaling.None<T>(targets.Columns);

    internal override void RequireTargets<T>(string argument, Matrix<T> targets) =>
        RequireRange(argument, targets, T.Zero, T.One, "numbers 0…1");

    private readonly struct Function : IBinaryFunction
    {
        /// <summary>Softplus of −|z|, and z times the part of the target that its sign leaves: no large numbers cancel.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<T, V, S>(V z, V t)
            where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
            where V : unmanaged
            where S : struct, ISimd<T, V>
        {
            var (zero, one) = (Lane<T, V, S>.Number(0), Lane<T, V, S>.Number(1));
            var isNegative = S.LessThan(z, zero);
            var rest = SoftplusFunction.Apply<T, V, S>(S.Select(isNegative, z, S.Subtract(zero, z)));
            var share = S.Select(isNegative, S.Subtract(zero, t), S.Subtract(one, t));
            return S.MultiplyAdd(z, share, rest);
        }
    }

    private readonly struct Slope : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<T, V, S>(V z, V t)
            where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
            where V : unmanaged
            where S : struct, ISimd<T, V> => S.Subtract(LogisticFunction.Apply<T, V, S>(z), t);
    }
}
