using System.Globalization;
using System.Numerics.Tensors;

namespace FunctionalMlp.Losses;

/// <summary>Half the square of an error up to δ, and its tangent beyond: equations (E53) and (E14).</summary>
internal sealed class Huber(double delta) : TargetLoss
{
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"huber({delta:R})");

    internal override void Losses<T>(ReadOnlySpan<T> outputs, ReadOnlySpan<T> targets, Span<T> losses)
    {
        var (bound, half) = (T.CreateChecked(delta), T.CreateChecked(0.5));
        for (var i = 0; i < losses.Length; i++)
        {
            // With c the residual cut off at δ, both cases are c(|r| − ½c).
            var residual = T.Abs(outputs[i] - targets[i]);
            var cut = T.Min(residual, bound);
            losses[i] = cut * (residual - (half * cut));
        }
    }

    internal override void Slopes<T>(ReadOnlySpan<T> outputs, ReadOnlySpan<T> targets, Span<T> slopes)
    {
        TensorPrimitives.Subtract(outputs, targets, slopes);
        TensorPrimitives.Max(slopes, T.CreateChecked(-delta), slopes);
        TensorPrimitives.Min(slopes, T.CreateChecked(delta), slopes);
    }
}
