using System.Numerics;

namespace FunctionalMlp.Tests.Kernels;

/// <summary>A span between two guard bands of NaN: what is read beyond its borders spoils the result, what is written there is noticed.</summary>
internal sealed class Guarded<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Band = 70;

    private readonly GuardBand<T> _band = new();
    private readonly T[] _memory;
    private readonly int _start;
    private readonly int _length;

    /// <param name="length">Elements between the bands.</param>
    /// <param name="offset">Moves the span, so that it is not aligned.</param>
    /// <param name="value">The element at each index.</param>
    internal Guarded(int length, int offset, Func<int, T> value)
    {
        (_start, _length) = (Band + offset, length);
        _memory = new T[Band + offset + length + Band];
        _band.Fill(_memory);
        for (var i = 0; i < length; i++)
        {
            _memory[_start + i] = value(i);
        }
    }

    internal Span<T> Span => _memory.AsSpan(_start, _length);

    internal void AssertGuardsUntouched()
    {
        _band.AssertUntouched(_memory.AsSpan(0, _start));
        _band.AssertUntouched(_memory.AsSpan(_start + _length));
    }
}
