using System.Numerics;
using FunctionalMlp.Training;

namespace FunctionalMlp.Kernels;

/// <summary>What a transformation sees of one block of consecutive parameters; or of rows of such, if it is the one that takes the step.</summary>
internal readonly ref struct UpdateBlock<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The index of the block's first parameter among all.</summary>
    internal required int Start { get; init; }

    /// <summary>How many parameters there are side by side: all, or those of a row.</summary>
    internal required int RowLength { get; init; }

    /// <summary>From a row to the next.</summary>
    internal required int RowStride { get; init; }

    /// <summary>On entry the gradient, or what the transformations before made of it; to be replaced in place.</summary>
    internal required Span<T> Update { get; init; }

    /// <summary>θ, before this step; to be changed by who takes it.</summary>
    internal required Span<T> Parameters { get; init; }

    /// <summary>Room for intermediate values, as long as the block; empty for rows.</summary>
    internal required Span<T> Scratch { get; init; }

    /// <summary>The transformation's own slots, whole.</summary>
    internal required ReadOnlySpan<AlignedBuffer<T>> Slots { get; init; }

    /// <summary>The transformation's factor of the learning rate, <see cref="GradientTransformation.RateFactor"/>.</summary>
    internal required double Rate { get; init; }

    /// <summary>Whether the transformation is to take the step, equation (E18), instead of replacing the update.</summary>
    internal required bool TakesStep { get; init; }

    /// <summary>η, of the step to take.</summary>
    internal required double LearningRate { get; init; }

    /// <summary>How many steps were taken before this one.</summary>
    internal required long Step { get; init; }

    /// <summary>The Euclidean norm of the whole update; only for a transformation with <see cref="GradientTransformation.NeedsNorm"/>.</summary>
    internal required T Norm { get; init; }

    internal required ParameterLayout Layout { get; init; }

    /// <summary>How many rows there are: the last one ends the block.</summary>
    internal int Rows => RowLength == Update.Length ? 1 : ((Update.Length - RowLength) / RowStride) + 1;

    /// <summary>This block's part of a slot.</summary>
    internal Span<T> Slot(int slot) => Slots[slot].All.Slice(Start, Update.Length);
}
