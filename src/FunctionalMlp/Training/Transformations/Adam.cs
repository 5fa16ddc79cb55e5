using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Training.Transformations;

/// <summary>Equations (E23) and (E24).</summary>
internal sealed class Adam(double beta1, double beta2, double epsilon, AdamEpsilon convention) : GradientTransformation
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"Adam, beta {beta1} and {beta2}, epsilon {epsilon}");

    internal override ImmutableArray<string> Slots { get; } = ["first moment", "second moment"];

    internal override bool CanTakeStep => true;

    internal override void Apply<T>(in UpdateBlock<T> block)
    {
        // Both conventions are m·numerator/(√v + ε·denominator): the corrections are taken out of the loop.
        var root = Math.Sqrt(1 - Elementary.Power(beta2, block.Step + 1));
        var shift = convention == AdamEpsilon.AfterCorrection ? epsilon * root : epsilon;
        var factor = root / (1 - Elementary.Power(beta1, block.Step + 1));
        UpdateRule.Run<T, Rule>(
            block,
            [
                T.CreateChecked(beta1),
                T.CreateChecked(1 - beta1),
                T.CreateChecked(beta2),
                T.CreateChecked(1 - beta2),
                T.CreateChecked(shift),
                T.CreateChecked(factor),
            ]
        );
    }

    private readonly unsafe struct Rule : IUpdateRule
    {
        public static int Slots => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<T, V, S>(V update, ref V first, ref V second, V* constants)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where V : unmanaged
            where S : struct, ISimd<T, V>
        {
            first = Mean.Add<T, V, S>(first, update, constants);
            second = Mean.Add<T, V, S>(second, S.Multiply(update, update), constants + 2);
            return S.Divide(S.Multiply(first, constants[5]), S.Add(S.Sqrt(second), constants[4]));
        }
    }
}
