using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Tests.Kernels;

/// <summary>Features of samples, feature by feature, between two guard bands of NaN; what lies behind a feature's last sample is NaN too.</summary>
internal sealed unsafe class FeatureMemory<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Band = 70;

    private readonly GuardBand<T> _band = new();
    private readonly T[] _memory;
    private readonly int _start;
    private readonly int _end;

    /// <param name="width">The number of features.</param>
    /// <param name="samples">The number of samples.</param>
    /// <param name="value">The number of a sample and a feature.</param>
    internal FeatureMemory(int width, int samples, Func<int, int, T> value)
    {
        var stride = Features<T>.Stride(samples);
        _memory = GC.AllocateArray<T>((2 * Band) + (width * stride), pinned: true);
        (_start, _end) = (Band, Band + (width * stride));
        _band.Fill(_memory);
        for (var feature = 0; feature < width; feature++)
        {
            for (var sample = 0; sample < samples; sample++)
            {
                _memory[_start + (feature * stride) + sample] = value(sample, feature);
            }
        }
    }

    internal Features<T> Of(int width, int samples) =>
        Features<T>.Columns(
            (T*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_memory)) + _start,
            width,
            samples
        );

    /// <summary>The numbers sample by sample.</summary>
    internal T[] Rows(int width, int samples)
    {
        var stride = Features<T>.Stride(samples);
        return
        [
            .. from sample in Enumerable.Range(0, samples)
            from feature in Enumerable.Range(0, width)
            select _memory[_start + (feature * stride) + sample],
        ];
    }

    internal void AssertGuardsUntouched()
    {
        _band.AssertUntouched(_memory.AsSpan(0, _start));
        _band.AssertUntouched(_memory.AsSpan(_end));
    }
}
