using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FunctionalMlp.Kernels;

/// <summary>Memory that begins at the border of a cache line, so that the vectors of it do not straddle two. Its content is undefined at first.</summary>
internal readonly unsafe struct AlignedBuffer<T>
    where T : unmanaged
{
    private readonly T[]? _memory;
    private readonly int _start;

    internal AlignedBuffer(int length)
    {
        // Pinned, or the garbage collector would move it off the border.
        Length = length;
        _memory = GC.AllocateUninitializedArray<T>(length + (Hardware.CacheLine / sizeof(T)), pinned: true);
        fixed (T* first = _memory)
        {
            _start = (int)(-(nint)first & (Hardware.CacheLine - 1)) / sizeof(T);
        }
    }

    internal AlignedBuffer(ReadOnlySpan<T> values)
        : this(values.Length) => values.CopyTo(All);

    internal int Length { get; }

    internal Span<T> All => First(Length);

    /// <summary>The first element: it stays where it is as long as the buffer lives.</summary>
    internal T* Pointer => (T*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_memory!)) + _start;

    internal Span<T> First(int length) => _memory.AsSpan(_start, length);
}
