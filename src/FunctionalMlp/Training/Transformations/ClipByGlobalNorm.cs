using System.Globalization;
using System.Numerics.Tensors;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Training.Transformations;

/// <summary>Equation (E29).</summary>
internal sealed class ClipByGlobalNorm(double limit) : GradientTransformation
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"clip by global norm {limit}");

    internal override bool NeedsNorm => true;

    internal override void Apply<T>(in UpdateBlock<T> block)
    {
        var bound = T.CreateChecked(limit);

        // A NaN norm makes every update NaN, for it must not be lost.
        if (!(block.Norm <= bound))
        {
            TensorPrimitives.Multiply(block.Update, bound / block.Norm, block.Update);
        }
    }
}
