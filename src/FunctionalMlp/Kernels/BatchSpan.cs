using System.Numerics;

namespace FunctionalMlp.Kernels;

/// <summary>A batch as spans: a whole <see cref="Batch{T}"/>, or what the training loop gathers or picks of one.</summary>
internal readonly ref struct BatchSpan<T>(
    int count,
    ReadOnlySpan<T> inputs,
    ReadOnlySpan<int> labels,
    ReadOnlySpan<T> targets,
    ReadOnlySpan<T> weights,
    ReadOnlySpan<int> order = default
)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal int Count { get; } = count;

    internal ReadOnlySpan<T> Inputs { get; } = inputs;

    /// <summary>Which of the inputs' rows each sample is; empty if they follow each other.</summary>
    internal ReadOnlySpan<int> Order { get; } = order;

    internal ReadOnlySpan<int> Labels { get; } = labels;

    internal ReadOnlySpan<T> Targets { get; } = targets;

    /// <summary>Of the samples; empty if they are all the same.</summary>
    internal ReadOnlySpan<T> Weights { get; } = weights;

    /// <summary>Of the batch, no other one's; 0 where the inputs may change.</summary>
    internal long Number { get; init; }

    /// <summary>A number that no batch has yet, from 1 on.</summary>
    internal static long NewNumber() => Interlocked.Increment(ref _last);

    private static long _last;
}
