using System.Collections.Immutable;
using System.Globalization;
using System.Numerics.Tensors;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Training.Transformations;

/// <summary>Equations (E19) and (E20).</summary>
internal sealed class Momentum(double momentum, bool isNesterov) : GradientTransformation
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(isNesterov ? "Nesterov momentum" : "momentum")} {momentum}");

    internal override ImmutableArray<string> Slots { get; } = ["velocity"];

    internal override void Apply<T>(in UpdateBlock<T> block)
    {
        var velocity = block.Slot(0);
        var factor = T.CreateChecked(momentum);
        TensorPrimitives.FusedMultiplyAdd(velocity, factor, block.Update, velocity);
        if (isNesterov)
        {
            TensorPrimitives.FusedMultiplyAdd(velocity, factor, block.Update, block.Update);
        }
        else
        {
            velocity.CopyTo(block.Update);
        }
    }
}
