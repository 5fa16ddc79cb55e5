using System.Collections.Immutable;
using System.Globalization;
using System.Numerics.Tensors;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Training.Transformations;

/// <summary>Scales the update, by less when the loss does not fall: equation (E31).</summary>
internal sealed class Plateau(double factor, int patience, double minDelta, double minimumScale)
    : GradientTransformation
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"times {factor} after {patience} epochs without progress");

    internal override ImmutableArray<OptimizerNumber> Numbers { get; } =
    [new("plateau scale", 1), new("plateau best", double.PositiveInfinity), new("plateau epochs", 0)];

    internal override double RateFactor(long step, ReadOnlySpan<double> numbers) => numbers[0];

    internal override void Observe(double loss, Span<double> numbers)
    {
        if (loss < numbers[1] - minDelta || double.IsPositiveInfinity(numbers[1]))
        {
            (numbers[1], numbers[2]) = (loss, 0);
        }
        else if (++numbers[2] > patience)
        {
            (numbers[0], numbers[2]) = (Math.Max(numbers[0] * factor, minimumScale), 0);
        }
    }

    internal override void Apply<T>(in UpdateBlock<T> block) =>
        TensorPrimitives.Multiply(block.Update, T.CreateChecked(block.Rate), block.Update);
}
