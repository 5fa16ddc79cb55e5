using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Benchmarks;

/// <summary>Every workload in our code and in each peer, interleaved round by round, so that all see the same machine.</summary>
internal static class Comparison
{
    private const int Rounds = 5;
    private const int MaxRounds = 15;
    private const double MaxDistance = 2;

    // Of all workloads, for one may see nothing but processors that are apart.
    private static double _nearest = double.PositiveInfinity;

    private static readonly string Ours = "FunctionalMlp";
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    internal static void Run(string folder, string filter)
    {
        var threads = (int[])[.. new[] { 1, Environment.ProcessorCount }.Distinct()];
        var peers = (
            from name in (string[])["pytorch", "sklearn", "numpy"]
            from count in threads
            from kernels in PeerProcess.Kernels
            select PeerProcess.TryStart(name, count, kernels)
        )
            .OfType<PeerProcess>()
            .ToList();
        var lines = new List<Measurement>();
        Console.WriteLine(
            $"{Environment.ProcessorCount} processors, vectors of {Hardware.Width} bits, {Rounds} rounds, medians; "
                + "each peer with the number of threads and the kernels at which it is fastest"
        );
        foreach (
            var workload in Workloads.All.Where(workload => workload.Name.Contains(filter, StringComparison.Ordinal))
        )
        {
            var measured = Measure(workload, peers);
            lines.AddRange(measured);
            Print(measured);
        }

        peers.ForEach(peer => peer.Dispose());
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "benchmarks.json");
        File.WriteAllText(file, JsonSerializer.Serialize(lines, Format));
        Console.WriteLine($"Written to {file}");
    }

    private static List<Measurement> Measure(Workload workload, List<PeerProcess> peers)
    {
        var call = workload.Prepare();
        var able = peers.Where(peer => peer.Run(workload.Name) is not null).ToList();
        Stopwatches.WarmUp(call);
        var rounds = new List<Round>();
        do
        {
            rounds.Add(Measure(workload, call, able));
        } while (rounds.Count < MaxRounds && Near(rounds).Count < Rounds);

        // Where the processors were apart in too many rounds, these must do.
        var counted = Near(rounds) is { Count: Rounds } near ? near : rounds;
        if (rounds.Count > Rounds)
        {
            var apart = rounds.Count - Near(rounds).Count;
            Console.WriteLine(
                $"The two processors were apart in {apart} of {rounds.Count} rounds; {rounds.Count - counted.Count} are left out"
            );
        }

        var peak = counted.Max(round => round.Peak);
        var own = Stopwatches.Median(counted.Select(round => round.Ours));
        var best = able.Select(
                (peer, i) => (Peer: peer, Seconds: Stopwatches.Median(counted.Select(round => round.Theirs[i])))
            )
            .GroupBy(result => result.Peer.System)
            .Select(settings => settings.MinBy(result => result.Seconds))
            .ToList();
        Measurement Line(string system, string version, int threads, double seconds, double? ratio) =>
            new(
                workload.Name,
                system,
                version,
                threads,
                seconds,
                workload.Flops / seconds / 1e9,
                workload.Flops / seconds / 1e9 / (peak * threads),
                ratio
            );
        var ratio = best.Count == 0 ? (double?)null : best.Min(result => result.Seconds) / own;
        var version = typeof(Network).Assembly.GetName().Version!.ToString(3);
        var used = workload.Flops / 2 >= 2 * ParallelProduct.MinimumWorkPerThread ? Environment.ProcessorCount : 1;
        return
        [
            Line(Ours, version, used, own, ratio),
            .. best.Select(result =>
                Line(result.Peer.System, result.Peer.Version, result.Peer.Threads, result.Seconds, null)
            ),
        ];
    }

    /// <summary>Our time and that of each peer, one after another.</summary>
    private static Round Measure(Workload workload, Action call, List<PeerProcess> peers)
    {
        var before = Processors.RoundTripNanoseconds();
        var peak = workload.IsSingle ? FmaPeak.Gflops<float>() : FmaPeak.Gflops<double>();
        var ours = Stopwatches.SecondsPerCall(call) / workload.Units;
        double[] theirs = [.. peers.Select(peer => peer.Run(workload.Name)!.Value)];
        return new Round(peak, ours, theirs, Math.Max(before, Processors.RoundTripNanoseconds()));
    }

    /// <summary>The rounds in which the processors were about as near to each other as they ever were.</summary>
    private static List<Round> Near(List<Round> rounds)
    {
        _nearest = Math.Min(_nearest, rounds.Min(round => round.RoundTrip));
        return rounds.FindAll(round => !(round.RoundTrip > MaxDistance * _nearest));
    }

    private sealed record Round(double Peak, double Ours, double[] Theirs, double RoundTrip);

    private static void Print(List<Measurement> lines)
    {
        Console.WriteLine();
        foreach (var line in lines)
        {
            var ratio = line.RatioToBestPeer is { } value ? $"{value, 7:F2}× the best peer" : "";
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{line.Workload, -34}{line.System, -14}{line.Threads, 2} threads {Time(line.Seconds), 12} {line.Gflops, 8:F1} GFLOP/s {line.FractionOfPeak, 5:P0} of peak {ratio}"
                )
            );
        }
    }

    private static string Time(double seconds) =>
        seconds switch
        {
            < 1e-3 => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e6:F2} µs"),
            < 1 => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e3:F2} ms"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{seconds:F2} s"),
        };
}
