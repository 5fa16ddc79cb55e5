using System.Numerics.Tensors;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Training.Transformations;

/// <summary>Turns the update into the step: times the rate, downwards, equation (E18).</summary>
internal sealed class LearningRate(Schedule schedule) : GradientTransformation
{
    public override string ToString() => $"learning rate {schedule}";

    internal override double RateFactor(long step, ReadOnlySpan<double> numbers) => schedule[step];

    internal override void Apply<T>(in UpdateBlock<T> block) =>
        TensorPrimitives.Multiply(block.Update, T.CreateChecked(-block.Rate), block.Update);
}
