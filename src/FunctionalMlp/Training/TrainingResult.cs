using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalMlp.Training;

/// <summary>How a training ended.</summary>
public enum TrainingOutcome
{
    /// <summary>All epochs were run.</summary>
    Completed,

    /// <summary>J̃ or its gradient was NaN or infinite; the parameters are the last ones from before that.</summary>
    Diverged,
}

/// <summary>What a training gives.</summary>
/// <param name="Parameters">The trained parameters; all finite, whatever the outcome.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="History">The state before training, then one entry for each epoch.</param>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed record TrainingResult<T>(Parameters<T> Parameters, TrainingOutcome Outcome, ImmutableArray<Epoch> History)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Equal in every part, the history entry by entry.</summary>
    /// <param name="other">The result to compare with.</param>
    public bool Equals(TrainingResult<T>? other) =>
        other is not null
        && Parameters.Equals(other.Parameters)
        && Outcome == other.Outcome
        && History.AsSpan().SequenceEqual(other.History.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Parameters, Outcome, History.Length);
}
