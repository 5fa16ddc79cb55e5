using System.Diagnostics;

namespace FunctionalMlp.Benchmarks;

/// <summary>A piece of work that every system does in its own way.</summary>
/// <param name="Name">The key under which the peers know it.</param>
/// <param name="Flops">Floating-point operations in the matrix products of one call, multiplications by zero included: the common measure of all systems.</param>
/// <param name="Prepare">Sets our side up; the action is one call.</param>
/// <param name="IsSingle">Whether our elements are floats (otherwise doubles).</param>
/// <param name="Units">How many times a call of ours does what the peers do in one.</param>
internal sealed record Workload(string Name, double Flops, Func<Action> Prepare, bool IsSingle = true, int Units = 1);

/// <summary>One line of the report.</summary>
internal sealed record Measurement(
    string Workload,
    string System,
    string Version,
    int Threads,
    double Seconds,
    double Gflops,
    double FractionOfPeak,
    double? RatioToBestPeer
);

internal static class Stopwatches
{
    // So long that a call of a microsecond is measured to a thousandth, and so short that five rounds are bearable.
    private const double MinimumSeconds = 0.15;

    // The runtime compiles what runs often once more, after some tenths of a second.
    private const double WarmUpSeconds = 1;

    /// <summary>Calls until everything is compiled as it will stay.</summary>
    internal static void WarmUp(Action call)
    {
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalSeconds < WarmUpSeconds; )
        {
            call();
        }
    }

    /// <summary>The mean time of a call, over as many calls as fill the minimum.</summary>
    internal static double SecondsPerCall(Action call)
    {
        for (long count = 1; ; count *= 2)
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0L; i < count; i++)
            {
                call();
            }

            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (seconds >= MinimumSeconds)
            {
                return seconds / count;
            }
        }
    }

    internal static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
