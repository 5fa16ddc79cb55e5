using System.Numerics.Tensors;

namespace FunctionalMlp.Losses;

/// <summary>The square of the error without a half, as in PyTorch's <c>MSELoss</c>: equations (E50) and (E7).</summary>
internal sealed class SquaredError : TargetLoss
{
    public override string Name => "squared-error";

    internal override void Losses<T>(ReadOnlySpan<T> outputs, ReadOnlySpan<T> targets, Span<T> losses)
    {
        TensorPrimitives.Subtract(outputs, targets, losses);
        TensorPrimitives.Multiply(losses, losses, losses);
    }

    internal override void Slopes<T>(ReadOnlySpan<T> outputs, ReadOnlySpan<T> targets, Span<T> slopes)
    {
        TensorPrimitives.Subtract(outputs, targets, slopes);
        TensorPrimitives.Add(slopes, slopes, slopes);
    }
}
