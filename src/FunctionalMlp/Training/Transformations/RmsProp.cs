using System.Collections.Immutable;
using System.Globalization;
using System.Numerics.Tensors;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Training.Transformations;

/// <summary>Equation (E22).</summary>
internal sealed class RmsProp(double decay, double epsilon) : GradientTransformation
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"RMSProp, decay {decay}, epsilon {epsilon}");

    internal override ImmutableArray<string> Slots { get; } = ["mean of squares"];

    internal override void Apply<T>(in UpdateBlock<T> block)
    {
        var update = block.Update;
        var squares = block.Slot(0);
        var scratch = block.Scratch;
        TensorPrimitives.Multiply(update, update, scratch);
        Mean.Add(squares, scratch, decay);
        TensorPrimitives.Sqrt(squares, scratch);
        TensorPrimitives.Add(scratch, T.CreateChecked(epsilon), scratch);
        TensorPrimitives.Divide(update, scratch, update);
    }
}
