using System.Buffers.Binary;
using System.IO.Compression;

namespace FunctionalMlp.Benchmarks;

/// <summary>The training part of Fashion-MNIST, as Debian's package dataset-fashion-mnist installs it.</summary>
internal static class FashionMnist
{
    private const string Folder = "/usr/share/datasets/fashion-mnist";
    private const int Pixels = 784;

    private static readonly Lazy<(float[] Images, int[] Labels)> Data = new(Read);

    internal static Batch<float> Samples(int count) =>
        Batch.Labelled(
            Matrix.FromSpan<float>(count, Pixels, Data.Value.Images.AsSpan(0, count * Pixels)),
            Data.Value.Labels.AsSpan(0, count)
        );

    internal static ReadOnlySpan<float> Image(int index) => Data.Value.Images.AsSpan(index * Pixels, Pixels);

    private static (float[] Images, int[] Labels) Read()
    {
        if (!Directory.Exists(Folder))
        {
            Console.WriteLine("dataset-fashion-mnist is not installed: random images stand in for it.");
            var random = new Random(1);
            return (
                [.. Enumerable.Range(0, 60_000 * Pixels).Select(_ => random.NextSingle())],
                [.. Enumerable.Range(0, 60_000).Select(_ => random.Next(10))]
            );
        }

        var images = Unzip("train-images-idx3-ubyte.gz");
        var labels = Unzip("train-labels-idx1-ubyte.gz");
        var count = BinaryPrimitives.ReadInt32BigEndian(images.AsSpan(4));
        return (
            Array.ConvertAll(images[16..(16 + (count * Pixels))], value => value / 255f),
            Array.ConvertAll(labels[8..(8 + count)], value => (int)value)
        );
    }

    private static byte[] Unzip(string name)
    {
        using var file = new GZipStream(File.OpenRead(Path.Combine(Folder, name)), CompressionMode.Decompress);
        using var content = new MemoryStream();
        file.CopyTo(content);
        return content.ToArray();
    }
}
