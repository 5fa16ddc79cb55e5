using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Training.Transformations;

/// <summary>Equation (E21).</summary>
internal sealed class AdaGrad(double epsilon) : GradientTransformation
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"AdaGrad, epsilon {epsilon}");

    internal override ImmutableArray<string> Slots { get; } = ["sum of squares"];

    internal override bool CanTakeStep => true;

    internal override void Apply<T>(in UpdateBlock<T> block) =>
        UpdateRule.Run<T, Rule>(block, [T.CreateChecked(epsilon)]);

    private readonly unsafe struct Rule : IUpdateRule
    {
        public static int Slots => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<T, V, S>(V update, ref V first, ref V second, V* constants)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where V : unmanaged
            where S : struct, ISimd<T, V>
        {
            first = S.MultiplyAdd(update, update, first);
            return S.Divide(update, S.Add(S.Sqrt(first), constants[0]));
        }
    }
}
