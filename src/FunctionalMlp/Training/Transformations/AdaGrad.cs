using System.Collections.Immutable;
using System.Globalization;
using System.Numerics.Tensors;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Training.Transformations;

/// <summary>Equation (E21).</summary>
internal sealed class AdaGrad(double epsilon) : GradientTransformation
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"AdaGrad, epsilon {epsilon}");

    internal override ImmutableArray<string> Slots { get; } = ["sum of squares"];

    internal override void Apply<T>(in UpdateBlock<T> block)
    {
        var update = block.Update;
        var squares = block.Slot(0);
        var root = block.Scratch;
        TensorPrimitives.FusedMultiplyAdd(update, update, squares, squares);
        TensorPrimitives.Sqrt(squares, root);
        TensorPrimitives.Add(root, T.CreateChecked(epsilon), root);
        TensorPrimitives.Divide(update, root, update);
    }
}
