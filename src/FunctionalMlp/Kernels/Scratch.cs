using System.Runtime.InteropServices;

namespace FunctionalMlp.Kernels;

/// <summary>
/// Scratch memory that a thread owns and reuses, so that a warm kernel allocates nothing. Aligned to cache lines; its
/// content is undefined.
/// </summary>
internal sealed unsafe class Scratch
{
    [ThreadStatic]
    private static Scratch? _current;

    private byte* _memory;
    private nuint _size;

    private Scratch() { }

    ~Scratch() => NativeMemory.AlignedFree(_memory);

    /// <summary>The calling thread's scratch memory, valid until it asks again.</summary>
    internal static byte* Rent(nint bytes)
    {
        var scratch = _current ??= new Scratch();
        if (scratch._size < (nuint)bytes)
        {
            scratch.Grow((nuint)bytes);
        }

        return scratch._memory;
    }

    private void Grow(nuint bytes)
    {
        NativeMemory.AlignedFree(_memory);
        _memory = null;
        _size = 0;
        _memory = (byte*)NativeMemory.AlignedAlloc(bytes, Hardware.CacheLine);
        _size = bytes;
    }
}
