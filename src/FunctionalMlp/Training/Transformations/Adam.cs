using System.Collections.Immutable;
using System.Globalization;
using System.Numerics.Tensors;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Training.Transformations;

/// <summary>Equations (E23) and (E24).</summary>
internal sealed class Adam(double beta1, double beta2, double epsilon, AdamEpsilon convention) : GradientTransformation
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"Adam, beta {beta1} and {beta2}, epsilon {epsilon}");

    internal override ImmutableArray<string> Slots { get; } = ["first moment", "second moment"];

    internal override void Apply<T>(in UpdateBlock<T> block)
    {
        var update = block.Update;
        var first = block.Slot(0);
        var second = block.Slot(1);
        var scratch = block.Scratch;
        TensorPrimitives.Multiply(update, update, scratch);
        Mean.Add(second, scratch, beta2);
        Mean.Add(first, update, beta1);

        // Both conventions are m·numerator/(√v + ε·denominator): the corrections are taken out of the loop.
        var root = Math.Sqrt(1 - Elementary.Power(beta2, block.Step + 1));
        var shift = convention == AdamEpsilon.AfterCorrection ? epsilon * root : epsilon;
        var factor = root / (1 - Elementary.Power(beta1, block.Step + 1));
        TensorPrimitives.Sqrt(second, scratch);
        TensorPrimitives.Add(scratch, T.CreateChecked(shift), scratch);
        TensorPrimitives.Multiply(first, T.CreateChecked(factor), update);
        TensorPrimitives.Divide(update, scratch, update);
    }
}
