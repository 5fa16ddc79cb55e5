using System.Numerics;
using FunctionalMlp.Kernels;

namespace FunctionalMlp;

/// <summary>J, the mean over the samples of what one prediction costs, as a function of the network's outputs.</summary>
public abstract class Loss
{
    private protected Loss() { }

    /// <summary>Softmax cross-entropy on logits against class labels; equations (14) to (16).</summary>
    public static SoftmaxCrossEntropy SoftmaxCrossEntropy { get; } = new();

    /// <summary>The name under which it is saved and printed.</summary>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Raises <see cref="InvalidInputException"/> if the batch has no targets that fit this loss and so many outputs.</summary>
    internal abstract void Require<T>(Batch<T> batch, int outputWidth)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>J.</summary>
    internal abstract T Value<T>(int outputWidth, ReadOnlySpan<T> outputs, in BatchSpan<T> batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>J, and its gradient with respect to the outputs; both spans may be the same.</summary>
    internal abstract T ValueAndGradient<T>(
        int outputWidth,
        ReadOnlySpan<T> outputs,
        in BatchSpan<T> batch,
        Span<T> gradient
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
