using System.Collections.Immutable;
using System.Globalization;
using System.Numerics.Tensors;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Training.Transformations;

/// <summary>Equation (E30), of the parameters after the update; u stays.</summary>
internal sealed class Average(double decay) : GradientTransformation
{
    internal const string Slot = "average";

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"average, decay {decay}");

    internal override ImmutableArray<string> Slots { get; } = [Slot];

    internal override void Initialize<T>(ReadOnlySpan<T> parameters, ReadOnlySpan<T[]> slots) =>
        parameters.CopyTo(slots[0]);

    internal override void Apply<T>(in UpdateBlock<T> block)
    {
        TensorPrimitives.Add(block.Parameters, block.Update, block.Scratch);
        Mean.Add(block.Slot(0), block.Scratch, decay);
    }
}
