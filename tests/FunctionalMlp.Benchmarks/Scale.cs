using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using FunctionalMlp.Training;

namespace FunctionalMlp.Benchmarks;

/// <summary>How cost grows: with the work of a step, with the size of the model, with the size of the data.</summary>
internal static class Scale
{
    private const int Pixels = 784;

    // More than the machine's memory, where the disk has room for it.
    private static readonly long StreamedBytes = (long)
        Math.Min(
            1.1 * GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            0.7 * new DriveInfo(Path.GetTempPath()).AvailableFreeSpace
        );

    internal static void Run()
    {
        // The peak of memory never falls, so what needs least comes first.
        Stream();
        Work();
        Model();
    }

    private static void Work()
    {
        Console.WriteLine("J̃ and its gradient, float: multiply-adds of a step, time, rate");
        foreach (
            var (widths, count) in ((int[], int)[])
                [
                    ([4, 10, 3], 60),
                    ([4, 10, 3], 600),
                    ([64, 64, 10], 100),
                    ([256, 128, 10], 144),
                    ([784, 256, 10], 244),
                    ([784, 1024, 1024, 10], 209),
                    ([784, 2048, 2048, 10], 630),
                ]
        )
        {
            var workload = Workloads.Gradient<float>("", widths, count);
            var call = workload.Prepare();
            Stopwatches.SecondsPerCall(call);
            var seconds = Stopwatches.Median(Enumerable.Range(0, 5).Select(_ => Stopwatches.SecondsPerCall(call)));
            Write(
                $"{workload.Flops / 2:E1} {string.Join('-', widths)}, N = {count}: {seconds * 1e6:F1} µs, {workload.Flops / seconds / 1e9:F1} GFLOP/s"
            );
        }
    }

    private static void Model()
    {
        int[] widths = [Pixels, 9600, 9600, 10];
        var network = Workloads.Build(widths);
        var parameters = network.Initialize<float>(Initializer.HeNormal, seed: 1);
        var samples = FashionMnist.Samples(256);
        var options = new TrainingOptions
        {
            Epochs = 1,
            BatchSize = 64,
            Optimizer = Optimizer.Momentum(0.001, 0.9),
        };
        var start = Stopwatch.GetTimestamp();
        Trainer.Fit(Objective.SoftmaxCrossEntropy(network), parameters, samples, options);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds / 4;
        Write(
            $"{network.ParameterCount / 1e6:F1} million parameters ({network.ParameterCount * 4e-9:F2} GB): {seconds:F2} s a step of 64 samples with momentum, at most {PeakGigabytes():F2} GB in use"
        );
    }

    private static void Stream()
    {
        var file = Path.GetTempFileName();
        try
        {
            WriteSamples(file);
            var network = Workloads.Build([Pixels, 100, 10]);
            var objective = Objective.SoftmaxCrossEntropy(network);
            var parameters = network.Initialize<float>(Initializer.HeNormal, seed: 1);
            var optimizer = Optimizer.Momentum(0.01, 0.9);
            var state = optimizer.Initialize(parameters);
            var (rows, labels) = (new float[512 * (Pixels + 1)], new int[512]);
            var inputs = new float[512 * Pixels];
            var (steps, start) = (0, Stopwatch.GetTimestamp());
            using var stream = File.OpenRead(file);
            while (stream.ReadAtLeast(MemoryMarshal.AsBytes(rows.AsSpan()), rows.Length * 4, false) == rows.Length * 4)
            {
                for (var i = 0; i < labels.Length; i++)
                {
                    var row = rows.AsSpan(i * (Pixels + 1), Pixels + 1);
                    row[..Pixels].CopyTo(inputs.AsSpan(i * Pixels));
                    labels[i] = (int)row[Pixels];
                }

                var batch = Batch.Labelled(Matrix.FromSpan<float>(512, Pixels, inputs), labels);
                (state, parameters) = optimizer.Step(state, objective.Gradient(parameters, batch), parameters);
                steps++;
            }

            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            Write(
                $"{StreamedBytes / 1e9:F1} GB streamed from disk in {steps} batches of 512: {seconds:F1} s, at most {PeakGigabytes():F2} GB in use; the machine has {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:F1} GB"
            );
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static void WriteSamples(string file)
    {
        var samples = FashionMnist.Samples(512);
        using var stream = File.OpenWrite(file);
        var label = new float[1];
        for (long written = 0, i = 0; written < StreamedBytes; written += (Pixels + 1) * 4, i++)
        {
            stream.Write(MemoryMarshal.AsBytes(FashionMnist.Image((int)(i % 512))));
            label[0] = samples.Labels[(int)(i % 512)];
            stream.Write(MemoryMarshal.AsBytes(label.AsSpan()));
        }
    }

    private static double PeakGigabytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / 1e9;
    }

    private static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
