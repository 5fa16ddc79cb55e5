using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Benchmarks;

/// <summary>A peer with one number of threads and one choice of kernels: a Python process that does the named workload whenever it is asked.</summary>
internal sealed class PeerProcess : IDisposable
{
    private readonly Process _process;

    private PeerProcess(Process process, string system, string version, int threads)
    {
        _process = process;
        (System, Version, Threads) = (system, version, threads);
    }

    internal string System { get; }

    internal string Version { get; }

    internal int Threads { get; }

    /// <summary>
    /// What OpenBLAS may be asked for; null for what it chooses itself. It may not choose AVX-512 on a processor that is younger than itself, and on some the kernels of AVX2 are faster
    /// for some of the work.
    /// </summary>
    internal static IEnumerable<string?> Kernels => Hardware.Width == 512 ? ["SkylakeX", "Haswell"] : [null];

    /// <summary>Null, with a line on the console, where the peer is not installed.</summary>
    internal static PeerProcess? TryStart(string name, int threads, string? kernels)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "peers", "peer.py");
        var start = new ProcessStartInfo("/usr/bin/python3", [script, name])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var variable in (string[])["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"])
        {
            start.Environment[variable] = threads.ToString(CultureInfo.InvariantCulture);
        }

        if (kernels is not null)
        {
            start.Environment["OPENBLAS_CORETYPE"] = kernels;
        }

        if (!File.Exists(start.FileName))
        {
            Console.WriteLine($"{name}: skipped, there is no {start.FileName}; Debian's package python3 brings it.");
            return null;
        }

        var process = Process.Start(start)!;
        var hello = Answer(process);
        if (hello.TryGetProperty("missing", out var package))
        {
            Console.WriteLine($"{name}: skipped, not installed; Debian's package {package} brings it.");
            process.Dispose();
            return null;
        }

        if (hello.TryGetProperty("hint", out var hint))
        {
            Console.WriteLine($"{name}: {hint}");
        }

        return new PeerProcess(
            process,
            hello.GetProperty("system").GetString()!,
            hello.GetProperty("version").GetString()!,
            threads
        );
    }

    /// <summary>Seconds for one call, or null where the peer has no such workload.</summary>
    internal double? Run(string workload)
    {
        _process.StandardInput.WriteLine(workload);
        _process.StandardInput.Flush();
        var seconds = Answer(_process).GetProperty("seconds");
        return seconds.ValueKind == JsonValueKind.Null ? null : seconds.GetDouble();
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static JsonElement Answer(Process process) =>
        JsonDocument
            .Parse(process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("A peer ended early."))
            .RootElement;
}
