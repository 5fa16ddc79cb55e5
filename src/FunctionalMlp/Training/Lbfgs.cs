using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalMlp.Training;

/// <summary>
/// Minimises an objective over all samples at once by the limited-memory method of Broyden, Fletcher, Goldfarb and Shanno, with a line search
/// that meets the strong Wolfe conditions, equation (E86). Liu and Nocedal, "On the limited memory BFGS method", Mathematical Programming 45 (1989).
/// </summary>
/// <remarks>For small problems it needs far fewer passes than the optimisers of mini-batches. Nothing is dropped out.</remarks>
public static class Lbfgs
{
    private const int MaximalKinks = 20;

    /// <summary>Steps until the gradient is small, no step leads down, or the iterations are used up.</summary>
    /// <param name="objective">J̃.</param>
    /// <param name="parameters">θ to start from.</param>
    /// <param name="samples">All samples.</param>
    /// <param name="options">How long to go on.</param>
    /// <exception cref="InvalidInputException">The shapes do not conform, an option is out of range, or J̃ is not finite at the start.</exception>
    public static LbfgsResult<T> Minimize<T>(
        Objective objective,
        Parameters<T> parameters,
        Batch<T> samples,
        LbfgsOptions options
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(options);
        InvalidInputException.RequireAtLeast("options.Iterations", 0, options.Iterations);
        InvalidInputException.RequireNonNegative("options.Tolerance", options.Tolerance);
        var state = Initialize(objective, parameters, samples);
        var losses = ImmutableArray.Create(double.CreateChecked(state.Value));
        LbfgsResult<T> Ended(LbfgsOutcome outcome) => new(state, outcome, losses);
        while (state.Iteration < options.Iterations)
        {
            if (options.Cancellation.IsCancellationRequested)
            {
                return Ended(LbfgsOutcome.Cancelled);
            }

            if (double.CreateChecked(state.Gradient.Norm()) <= options.Tolerance)
            {
                return Ended(LbfgsOutcome.Converged);
            }

            var next = Step(objective, samples, state, options.Memory);
            if (ReferenceEquals(next.Parameters, state.Parameters))
            {
                return Ended(LbfgsOutcome.Stalled);
            }

            (state, losses) = (next, losses.Add(double.CreateChecked(next.Value)));
        }

        var isSmall = double.CreateChecked(state.Gradient.Norm()) <= options.Tolerance;
        return Ended(isSmall ? LbfgsOutcome.Converged : LbfgsOutcome.IterationsDone);
    }

    /// <summary>The state before the first step.</summary>
    /// <param name="objective">J̃.</param>
    /// <param name="parameters">θ to start from.</param>
    /// <param name="samples">All samples.</param>
    /// <exception cref="InvalidInputException">The shapes do not conform, or J̃ or its gradient is not finite.</exception>
    public static LbfgsState<T> Initialize<T>(Objective objective, Parameters<T> parameters, Batch<T> samples)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(objective);
        var (value, gradient) = objective.ValueAndGradient(parameters, samples);
        return T.IsFinite(value) && T.IsFinite(gradient.Norm())
            ? new LbfgsState<T>(0, parameters, value, gradient, [])
            : throw new InvalidInputException(nameof(parameters), "parameters at which J̃ is finite", "others");
    }

    /// <summary>
    /// One step: the direction by the two-loop recursion over the last corrections, equation (E85), then the line search along it. If that finds no step,
    /// the corrections are dropped, and the next one is of steepest descent; at a kink, as those of ReLU, of one that leads down on both of its sides.
    /// </summary>
    /// <param name="objective">J̃.</param>
    /// <param name="samples">All samples, the same for all steps.</param>
    /// <param name="state">From <see cref="Initialize"/> or from the step before.</param>
    /// <param name="memory">How many corrections are kept, 1 or more.</param>
    /// <returns>The next state; with the same parameters if no step leads down.</returns>
    /// <exception cref="InvalidInputException">The shapes do not conform, or the memory is below 1.</exception>
    public static LbfgsState<T> Step<T>(Objective objective, Batch<T> samples, LbfgsState<T> state, int memory = 10)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(state);
        InvalidInputException.RequireAtLeast(nameof(memory), 1, memory);
        var search = Search(objective, samples, state, TimesInverseHessian(state));
        if (search.Found is null)
        {
            state = state with { Corrections = [] };
            search = Descend(objective, samples, state);
        }

        if (search.Found is not { } found)
        {
            return state;
        }

        var correction = new LbfgsCorrection<T>(found.Parameters - state.Parameters, found.Gradient - state.Gradient);
        var corrections = state.Corrections;
        if (correction.Parameters.Dot(correction.Gradient) > T.Zero)
        {
            corrections = corrections.Add(correction);
            corrections = corrections.Length > memory ? corrections.RemoveAt(0) : corrections;
        }

        return new LbfgsState<T>(state.Iteration + 1, found.Parameters, found.Value, found.Gradient, corrections);
    }

    /// <summary>
    /// Steepest descent. Where it leads nowhere, a kink is in the way, beyond which the gradient is another one: the shortest vector between both
    /// gradients leads down on both sides, or to the next kink. Wolfe, "A method of conjugate subgradients for minimizing nondifferentiable functions",
    /// Mathematical Programming Study 3 (1975).
    /// </summary>
    private static Attempt<T> Descend<T>(Objective objective, Batch<T> samples, LbfgsState<T> state)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (gradient, attempt) = (state.Gradient, new Attempt<T>(null, state.Gradient));
        for (var kink = 0; kink <= MaximalKinks && attempt is { Found: null, Beyond: { } beyond }; kink++)
        {
            gradient = Shortest(gradient, beyond);
            attempt = Search(objective, samples, state, gradient);
        }

        return attempt;
    }

    /// <summary>The shortest vector on the way from one to another.</summary>
    private static Parameters<T> Shortest<T>(Parameters<T> from, Parameters<T> to)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var way = to - from;
        var length = way.Dot(way);
        return length > T.Zero ? from + (T.Clamp(-from.Dot(way) / length, T.Zero, T.One) * way) : from;
    }

    /// <summary>A line search against an estimate of the gradient; the point found, or the gradient beyond the kink that stopped it.</summary>
    private static Attempt<T> Search<T>(
        Objective objective,
        Batch<T> samples,
        LbfgsState<T> state,
        Parameters<T> estimate
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var direction = T.NegativeOne * estimate;
        var slope = direction.Dot(state.Gradient);
        if (!(slope < T.Zero))
        {
            // Rounding has spoilt the corrections, or the estimate is of another side of a kink.
            return new Attempt<T>(null, state.Gradient);
        }

        Parameters<T>? beyond = null;
        LinePoint<T> At(T step)
        {
            var parameters = state.Parameters + (step * direction);
            var (value, gradient) = objective.ValueAndGradient(parameters, samples);
            var point = new LinePoint<T>(step, direction.Dot(gradient), parameters, value, gradient);
            beyond = point.Slope >= T.Zero ? gradient : beyond;
            return point;
        }

        // Without corrections nothing is known about the length of the step; later it is near 1.
        var first = state.Corrections.IsEmpty ? T.Min(T.One, T.One / estimate.Norm()) : T.One;
        var origin = new LinePoint<T>(T.Zero, slope, state.Parameters, state.Value, state.Gradient);
        var found = LineSearch.Find(origin, first, At);
        return ReferenceEquals(found, origin) ? new Attempt<T>(null, beyond) : new Attempt<T>(found, beyond);
    }

    /// <summary>The gradient times the approximate inverse Hessian, equation (E85): Nocedal and Wright, algorithm 7.4, which starts from their (7.20).</summary>
    private static Parameters<T> TimesInverseHessian<T>(LbfgsState<T> state)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (q, corrections) = (state.Gradient, state.Corrections);
        if (corrections.IsEmpty)
        {
            return q;
        }

        var α = new T[corrections.Length];
        for (var i = corrections.Length - 1; i >= 0; i--)
        {
            var (s, y) = corrections[i];
            α[i] = s.Dot(q) / s.Dot(y);
            q -= α[i] * y;
        }

        var (lastS, lastY) = corrections[^1];
        q = lastS.Dot(lastY) / lastY.Dot(lastY) * q;
        for (var i = 0; i < corrections.Length; i++)
        {
            var (s, y) = corrections[i];
            q += (α[i] - (y.Dot(q) / s.Dot(y))) * s;
        }

        return q;
    }

    private sealed record Attempt<T>(LinePoint<T>? Found, Parameters<T>? Beyond)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
