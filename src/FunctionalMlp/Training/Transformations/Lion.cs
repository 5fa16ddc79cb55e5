using System.Collections.Immutable;
using System.Globalization;
using System.Numerics.Tensors;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Training.Transformations;

/// <summary>Equation (E27), without its decay.</summary>
internal sealed class Lion(double beta1, double beta2) : GradientTransformation
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"Lion, beta {beta1} and {beta2}");

    internal override ImmutableArray<string> Slots { get; } = ["mean of gradients"];

    internal override void Apply<T>(in UpdateBlock<T> block)
    {
        var update = block.Update;
        var mean = block.Slot(0);
        var direction = block.Scratch;
        TensorPrimitives.Multiply(update, T.CreateChecked(1 - beta1), direction);
        TensorPrimitives.FusedMultiplyAdd(mean, T.CreateChecked(beta1), direction, direction);
        Mean.Add(mean, update, beta2);
        Elementwise.Apply<T, SignFunction>(direction, update);
    }
}
