using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalMlp.Training;

/// <summary>How long <see cref="Lbfgs"/> goes on. F#: <c>LbfgsOptions(Iterations = 50)</c>.</summary>
public sealed record LbfgsOptions
{
    /// <summary>At most so many steps, 0 or more.</summary>
    public int Iterations { get; init; } = 200;

    /// <summary>How many corrections are kept, 1 or more.</summary>
    public int Memory { get; init; } = 10;

    /// <summary>The Euclidean norm of the gradient at which it has converged; 0 or above.</summary>
    public double Tolerance { get; init; } = 1e-6;

    /// <summary>Asks to end after the step under way.</summary>
    public CancellationToken Cancellation { get; init; } = CancellationToken.None;
}

/// <summary>How <see cref="Lbfgs"/> ended.</summary>
public enum LbfgsOutcome
{
    /// <summary>The gradient is as small as was asked for.</summary>
    Converged,

    /// <summary>All iterations were used up.</summary>
    IterationsDone,

    /// <summary>No step that it tries leads down any more: the numbers have no more digits, or it stands where kinks of the activations meet.</summary>
    Stalled,

    /// <summary><see cref="LbfgsOptions.Cancellation"/> asked for the end.</summary>
    Cancelled,
}

/// <summary>What a step has shown of the curvature, as equation (E87) weighs it.</summary>
/// <param name="Parameters">s, the difference of the parameters.</param>
/// <param name="Gradient">y, the difference of the gradients.</param>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed record LbfgsCorrection<T>(Parameters<T> Parameters, Parameters<T> Gradient)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>Where <see cref="Lbfgs"/> stands.</summary>
/// <param name="Iteration">How many steps were taken.</param>
/// <param name="Parameters">θ.</param>
/// <param name="Value">J̃(θ).</param>
/// <param name="Gradient">∂J̃/∂θ.</param>
/// <param name="Corrections">The last ones, the oldest first.</param>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed record LbfgsState<T>(
    int Iteration,
    Parameters<T> Parameters,
    T Value,
    Parameters<T> Gradient,
    ImmutableArray<LbfgsCorrection<T>> Corrections
)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The last corrections, the oldest first.</summary>
    public ImmutableArray<LbfgsCorrection<T>> Corrections
    {
        get;
        init => field = InvalidInputException.RequireArray(nameof(Corrections), value);
    } = InvalidInputException.RequireArray(nameof(Corrections), Corrections);

    /// <summary>Equal in every part, the corrections one by one.</summary>
    /// <param name="other">The state to compare with.</param>
    public bool Equals(LbfgsState<T>? other) =>
        other is not null
        && Iteration == other.Iteration
        && Parameters.Equals(other.Parameters)
        && Value.Equals(other.Value)
        && Gradient.Equals(other.Gradient)
        && Corrections.AsSpan().SequenceEqual(other.Corrections.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Iteration, Parameters, Value);
}

/// <summary>What <see cref="Lbfgs.Minimize"/> gives.</summary>
/// <param name="State">The last one, with the lowest J̃.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Losses">J̃ at the start and after each step; it never rises.</param>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed record LbfgsResult<T>(LbfgsState<T> State, LbfgsOutcome Outcome, ImmutableArray<double> Losses)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>J̃ at the start and after each step.</summary>
    public ImmutableArray<double> Losses
    {
        get;
        init => field = InvalidInputException.RequireArray(nameof(Losses), value);
    } = InvalidInputException.RequireArray(nameof(Losses), Losses);

    /// <summary>Equal in every part, the losses one by one.</summary>
    /// <param name="other">The result to compare with.</param>
    public bool Equals(LbfgsResult<T>? other) =>
        other is not null
        && State.Equals(other.State)
        && Outcome == other.Outcome
        && Losses.AsSpan().SequenceEqual(other.Losses.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(State, Outcome);
}
