using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Training.Transformations;

/// <summary>Equation (E22).</summary>
internal sealed class RmsProp(double decay, double epsilon) : GradientTransformation
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"RMSProp, decay {decay}, epsilon {epsilon}");

    internal override ImmutableArray<string> Slots { get; } = ["mean of squares"];

    internal override bool CanTakeStep => true;

    internal override void Apply<T>(in UpdateBlock<T> block) =>
        UpdateRule.Run<T, Rule>(block, [T.CreateChecked(epsilon), T.CreateChecked(decay), T.CreateChecked(1 - decay)]);

    private readonly unsafe struct Rule : IUpdateRule
    {
        public static int Slots => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<T, V, S>(V update, ref V first, ref V second, V* constants)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where V : unmanaged
            where S : struct, ISimd<T, V>
        {
            first = Mean.Add<T, V, S>(first, S.Multiply(update, update), constants + 1);
            return S.Divide(update, S.Add(S.Sqrt(first), constants[0]));
        }
    }
}
