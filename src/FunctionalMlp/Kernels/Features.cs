using System.Numerics;

namespace FunctionalMlp.Kernels;

/// <summary>
/// A number for each feature and sample, as strided memory. Between the layers it lies feature by feature: the samples are the lanes of the vectors, which
/// they fill however narrow a layer is, and all that a layer needs of the one before are its rows. The callers' matrices have a sample in each row.
/// </summary>
internal readonly unsafe struct Features<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private Features(T* first, int width, int samples, int featureStride, int sampleStride, int* order = null)
    {
        Order = order;
        First = first;
        Width = width;
        Samples = samples;
        FeatureStride = featureStride;
        SampleStride = sampleStride;
    }

    /// <summary>The first sample's first feature.</summary>
    internal T* First { get; }

    internal int Width { get; }

    internal int Samples { get; }

    internal int FeatureStride { get; }

    internal int SampleStride { get; }

    /// <summary>Which of the rows in memory each sample is, if they do not follow each other; otherwise null.</summary>
    internal int* Order { get; }

    /// <summary>So many samples as fill whole cache lines: what lies behind the last one is anything.</summary>
    internal static int Padded(int samples)
    {
        var lanes = Hardware.CacheLine / sizeof(T);
        return checked((samples + lanes - 1) / lanes * lanes);
    }

    /// <summary>From a feature to the next: whole cache lines, but no multiple of a kilobyte, or the features would compete for the same places in the cache.</summary>
    internal static int Stride(int samples)
    {
        var stride = Padded(samples);
        return stride * sizeof(T) % 1024 == 0 ? checked(stride + (Hardware.CacheLine / sizeof(T))) : stride;
    }

    /// <summary>Feature by feature, each in whole cache lines.</summary>
    internal static Features<T> Columns(T* first, int width, int samples) =>
        new(first, width, samples, Stride(samples), 1);

    /// <summary>A sample in each row, as callers have them.</summary>
    internal static Features<T> Rows(T* first, int samples, int width, int* order = null) =>
        new(first, width, samples, 1, width, order);

    /// <summary>A feature of all samples, if they lie side by side.</summary>
    internal T* Row(int feature) => First + ((nint)feature * FeatureStride);

    /// <summary>Some features of some samples, side by side: parts of one feature, or whole features with what lies behind their last sample.</summary>
    internal Span<T> Part(int feature, int sample, int length) => new(Row(feature) + sample, length);

    /// <summary>Takes the numbers from rows, one for each sample.</summary>
    internal void CopyFrom(ReadOnlySpan<T> rows)
    {
        fixed (T* first = rows)
        {
            Rows(first, Samples, Width).CopyTo(this);
        }
    }

    /// <summary>The same numbers in the other order: one has the samples in rows, the other the features.</summary>
    internal void CopyTo(Features<T> other)
    {
        if (SampleStride == 1 && other.FeatureStride == 1)
        {
            Transposition.Run(Width, Samples, First, FeatureStride, other.First, other.SampleStride);
        }
        else
        {
            Transposition.Run(Samples, Width, First, SampleStride, other.First, other.FeatureStride);
        }
    }
}
