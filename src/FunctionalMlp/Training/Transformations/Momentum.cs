using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Training.Transformations;

/// <summary>Equations (E19) and (E20).</summary>
internal sealed class Momentum(double momentum, bool isNesterov) : GradientTransformation
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(isNesterov ? "Nesterov momentum" : "momentum")} {momentum}");

    internal override ImmutableArray<string> Slots { get; } = ["velocity"];

    internal override bool CanTakeStep => true;

    internal override void Apply<T>(in UpdateBlock<T> block)
    {
        if (isNesterov)
        {
            UpdateRule.Run<T, NesterovRule>(block, [T.CreateChecked(momentum)]);
        }
        else
        {
            UpdateRule.Run<T, Rule>(block, [T.CreateChecked(momentum)]);
        }
    }

    private readonly unsafe struct Rule : IUpdateRule
    {
        public static int Slots => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<T, V, S>(V update, ref V first, ref V second, V* constants)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where V : unmanaged
            where S : struct, ISimd<T, V>
        {
            first = S.MultiplyAdd(first, constants[0], update);
            return first;
        }
    }

    private readonly unsafe struct NesterovRule : IUpdateRule
    {
        public static int Slots => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<T, V, S>(V update, ref V first, ref V second, V* constants)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where V : unmanaged
            where S : struct, ISimd<T, V>
        {
            first = S.MultiplyAdd(first, constants[0], update);
            return S.MultiplyAdd(first, constants[0], update);
        }
    }
}
