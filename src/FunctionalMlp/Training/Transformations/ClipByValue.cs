using System.Globalization;
using System.Numerics.Tensors;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Training.Transformations;

/// <summary>Equation (E28); NaN stays NaN.</summary>
internal sealed class ClipByValue(double limit) : GradientTransformation
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"clip by value {limit}");

    internal override void Apply<T>(in UpdateBlock<T> block)
    {
        TensorPrimitives.Max(block.Update, T.CreateChecked(-limit), block.Update);
        TensorPrimitives.Min(block.Update, T.CreateChecked(limit), block.Update);
    }
}
