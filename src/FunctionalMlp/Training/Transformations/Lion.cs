using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Training.Transformations;

/// <summary>Equation (E27), without its decay.</summary>
internal sealed class Lion(double beta1, double beta2) : GradientTransformation
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"Lion, beta {beta1} and {beta2}");

    internal override ImmutableArray<string> Slots { get; } = ["mean of gradients"];

    internal override bool CanTakeStep => true;

    internal override void Apply<T>(in UpdateBlock<T> block) =>
        UpdateRule.Run<T, Rule>(
            block,
            [T.CreateChecked(beta1), T.CreateChecked(1 - beta1), T.CreateChecked(beta2), T.CreateChecked(1 - beta2)]
        );

    private readonly unsafe struct Rule : IUpdateRule
    {
        public static int Slots => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<T, V, S>(V update, ref V first, ref V second, V* constants)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where V : unmanaged
            where S : struct, ISimd<T, V>
        {
            var direction = Mean.Add<T, V, S>(first, update, constants);
            first = Mean.Add<T, V, S>(first, update, constants + 2);
            return SignFunction.Apply<T, V, S>(direction);
        }
    }
}
