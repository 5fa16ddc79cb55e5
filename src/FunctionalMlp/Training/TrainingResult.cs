using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalMlp.Training;

/// <summary>How a training ended.</summary>
public enum TrainingOutcome
{
    /// <summary>All epochs were run.</summary>
    Completed,

    /// <summary>There was no progress for longer than <see cref="TrainingOptions.EarlyStopping"/> allows.</summary>
    StoppedEarly,

    /// <summary><see cref="TrainingOptions.Cancellation"/> asked for the end.</summary>
    Cancelled,

    /// <summary>
    /// J̃ or a parameter became NaN or infinite; or the training ended far worse than it began: over the samples of the last epoch, without dropout,
    /// J̃ is more than three times what it was at the start and what it is where all parameters are zero, and J, without the penalty, more than there.
    /// Only the end counts: J̃ may rise on the way, and from a good start.
    /// </summary>
    Diverged,
}

/// <summary>Where a training can go on from: <see cref="Trainer.Resume{T}(Objective, Checkpoint{T}, Batch{T}, TrainingOptions)"/>.</summary>
/// <param name="Parameters">θ as the last step left it (not the best, and no average).</param>
/// <param name="State">What the optimiser remembers.</param>
/// <param name="Epoch">How many epochs were finished.</param>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed record Checkpoint<T>(Parameters<T> Parameters, OptimizerState<T> State, int Epoch)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>What a training gives.</summary>
/// <param name="Parameters">
/// The trained parameters, all finite whatever the outcome. With validation samples or early stopping, and after a cancellation, they are
/// those of the best epoch that was finished (the initial ones if none was); otherwise the last ones. If the training diverged, they are those of the best epoch before, if one is kept, or of the epoch of
/// least J̃; the initial ones if that is no better than they are. If the optimiser keeps an average, it is this that is measured and returned.
/// </param>
/// <param name="Outcome">How it ended.</param>
/// <param name="History">One entry for each epoch that was finished.</param>
/// <param name="BestEpoch">The number of the epoch that <paramref name="Parameters"/> come from, or of the last finished one.</param>
/// <param name="Last">
/// Where to go on from; after a cancellation, the end of the last epoch that was finished; after a divergence whose numbers were finite, the end too; otherwise <paramref name="Parameters"/> with a new state.
/// </param>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed record TrainingResult<T>(
    Parameters<T> Parameters,
    TrainingOutcome Outcome,
    ImmutableArray<Epoch> History,
    int BestEpoch,
    Checkpoint<T> Last
)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>One entry for each epoch that was finished.</summary>
    public ImmutableArray<Epoch> History
    {
        get;
        init => field = InvalidInputException.RequireArray(nameof(History), value);
    } = InvalidInputException.RequireArray(nameof(History), History);

    /// <summary>Equal in every part, the history entry by entry.</summary>
    /// <param name="other">The result to compare with.</param>
    public bool Equals(TrainingResult<T>? other) =>
        other is not null
        && Parameters.Equals(other.Parameters)
        && Outcome == other.Outcome
        && History.AsSpan().SequenceEqual(other.History.AsSpan())
        && BestEpoch == other.BestEpoch
        && Last.Equals(other.Last);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Parameters, Outcome, History.Length, BestEpoch);
}
