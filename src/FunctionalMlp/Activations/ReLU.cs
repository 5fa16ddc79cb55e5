using System.Numerics.Tensors;

namespace FunctionalMlp.Activations;

/// <summary>φ(z) = max(z, 0); NaN stays NaN.</summary>
internal sealed class ReLU : Activation
{
    public override string Name => "relu";

    public override bool HasKinkAtZero => true;

    // a > 0 exactly where z > 0.
    internal override bool PullbackNeedsPreActivations => false;

    internal override void Apply<T>(ReadOnlySpan<T> z, Span<T> a) => TensorPrimitives.Max(z, T.Zero, a);

    internal override void Pullback<T>(ReadOnlySpan<T> z, ReadOnlySpan<T> a, ReadOnlySpan<T> cotangent, Span<T> result)
    {
        for (var i = 0; i < a.Length; i++)
        {
            result[i] = a[i] > T.Zero ? cotangent[i] : T.Zero;
        }
    }
}
