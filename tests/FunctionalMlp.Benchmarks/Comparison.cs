using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Benchmarks;

/// <summary>Every workload in our code and in each peer, interleaved round by round, so that all see the same machine.</summary>
internal static class Comparison
{
    private const int Rounds = 5;

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
            select PeerProcess.TryStart(name, count)
        )
            .OfType<PeerProcess>()
            .ToList();
        var lines = new List<Measurement>();
        Console.WriteLine(
            $"{Environment.ProcessorCount} processors, vectors of {Hardware.Width} bits, {Rounds} rounds, medians; "
                + "each peer with the number of threads at which it is fastest"
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
        var ours = new List<double>();
        var theirs = able.ConvertAll(_ => new List<double>());
        var peak = 0.0;
        for (var round = 0; round < Rounds; round++)
        {
            peak = Math.Max(peak, workload.IsSingle ? FmaPeak.Gflops<float>() : FmaPeak.Gflops<double>());
            ours.Add(Stopwatches.SecondsPerCall(call));
            for (var i = 0; i < able.Count; i++)
            {
                theirs[i].Add(able[i].Run(workload.Name)!.Value);
            }
        }

        var best = able.Zip(theirs, (peer, times) => (Peer: peer, Seconds: Stopwatches.Median(times)))
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
        var own = Stopwatches.Median(ours);
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
