using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Training.Transformations;

/// <summary>Turns the update into the step: times the rate, downwards, equation (E18).</summary>
internal sealed class LearningRate(Schedule schedule) : GradientTransformation
{
    public override string ToString() => $"learning rate {schedule}";

    internal override double RateFactor(long step, ReadOnlySpan<double> numbers) => schedule[step];

    internal override void Apply<T>(in UpdateBlock<T> block)
    {
        if (block.TakesStep)
        {
            UpdateRule.Run<T, Rule>(block, []);
        }
        else
        {
            TensorPrimitives.Multiply(block.Update, T.CreateChecked(-block.Rate), block.Update);
        }
    }

    /// <summary>Leaves u as it is.</summary>
    private readonly unsafe struct Rule : IUpdateRule
    {
        public static int Slots => 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<T, V, S>(V update, ref V first, ref V second, V* constants)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where V : unmanaged
            where S : struct, ISimd<T, V> => update;
    }
}
