using System.Numerics;

namespace FunctionalMlp.Training;

/// <summary>A point on the ray that a line search follows: the step α, the objective φ(α) there, and its slope.</summary>
internal sealed record LinePoint<T>(T Step, T Slope, Parameters<T> Parameters, T Value, Parameters<T> Gradient)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>
/// Finds a step that meets the strong Wolfe conditions, equation (E86): Nocedal and Wright, "Numerical optimization", 2nd edition, algorithms 3.5 and 3.6, with cubic interpolation (3.59) kept a tenth off the ends of the interval.
/// </summary>
internal static class LineSearch
{
    private const int MaximalTrials = 40;
    private const double SufficientDecrease = 1e-4;
    private const double Curvature = 0.9;

    /// <summary>The point found; or, if rounding leaves none, the lowest one below the origin; or the origin itself.</summary>
    /// <param name="origin">φ(0), with a slope below zero.</param>
    /// <param name="first">The first step to try.</param>
    /// <param name="at">Evaluates φ.</param>
    internal static LinePoint<T> Find<T>(LinePoint<T> origin, T first, Func<T, LinePoint<T>> at)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (previous, step) = (origin, first);
        for (var trial = 1; trial <= MaximalTrials; trial++)
        {
            var point = at(step);
            if (IsTooHigh(origin, point) || (trial > 1 && point.Value >= previous.Value))
            {
                return Zoom(origin, previous, point, at, MaximalTrials - trial);
            }

            if (IsFlat(origin, point))
            {
                return point;
            }

            if (point.Slope >= T.Zero)
            {
                return Zoom(origin, point, previous, at, MaximalTrials - trial);
            }

            (previous, step) = (point, step + step);
        }

        return previous;
    }

    /// <summary>Narrows an interval between the lowest point so far and another one, into which the slope at the lowest leads.</summary>
    private static LinePoint<T> Zoom<T>(
        LinePoint<T> origin,
        LinePoint<T> low,
        LinePoint<T> high,
        Func<T, LinePoint<T>> at,
        int trials
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (; trials > 0; trials--)
        {
            var point = at(Between(low, high));
            if (IsTooHigh(origin, point) || point.Value >= low.Value)
            {
                high = point;
            }
            else if (IsFlat(origin, point))
            {
                return point;
            }
            else
            {
                high = point.Slope * (high.Step - low.Step) >= T.Zero ? low : high;
                low = point;
            }
        }

        return low;
    }

    /// <summary>Where the cubic through both values and slopes is lowest.</summary>
    private static T Between<T>(LinePoint<T> low, LinePoint<T> high)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (width, half) = (high.Step - low.Step, T.CreateChecked(0.5));
        var three = T.CreateChecked(3);
        var d1 = low.Slope + high.Slope - (three * (low.Value - high.Value) / (low.Step - high.Step));
        var root = T.Sqrt((d1 * d1) - (low.Slope * high.Slope));
        var d2 = width > T.Zero ? root : -root;
        var share = T.One - ((high.Slope + d2 - d1) / (high.Slope - low.Slope + d2 + d2));
        var margin = T.CreateChecked(0.1);

        // No cubic: the middle.
        share = T.IsFinite(share) ? T.Clamp(share, margin, T.One - margin) : half;
        return low.Step + (share * width);
    }

    // A value that is not a number is too high as well.
    private static bool IsTooHigh<T>(LinePoint<T> origin, LinePoint<T> point)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        !(point.Value <= origin.Value + (T.CreateChecked(SufficientDecrease) * point.Step * origin.Slope));

    private static bool IsFlat<T>(LinePoint<T> origin, LinePoint<T> point)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.Abs(point.Slope) <= -T.CreateChecked(Curvature) * origin.Slope;
}
