using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

// No method here reads a local variable before it is set, so none has to be cleared.
[module: SkipLocalsInit]

namespace FunctionalMlp.Kernels;

/// <summary>What the kernels make of the machine.</summary>
internal static class Hardware
{
    /// <summary>
    /// How a loop over vectors is to be compiled: at once and for good, and by itself. Within a caller it may exceed what the compiler
    /// is willing to inline, and each operation on a vector becomes a call.
    /// </summary>
    internal const MethodImplOptions Kernel = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;

    /// <summary>The vector width that the kernels use, in bits. Without a fused multiply-add in hardware, wider vectors gain nothing.</summary>
    internal static int Width { get; } =
        !Fma.IsSupported ? 128
        : Vector512.IsHardwareAccelerated && Avx512F.IsSupported ? 512
        : 256;

    /// <summary>Brings memory that will be read soon into the second-level cache, before whoever reads it would wait.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe void Fetch<T>(T* first, nint count)
        where T : unmanaged
    {
        for (nint i = 0; i < count && Sse.IsSupported; i += CacheLine / sizeof(T))
        {
            Sse.Prefetch1(first + i);
        }
    }

    /// <summary>Brings the cache line of a number that will be read next into the first level.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe void FetchSoon<T>(T* number)
        where T : unmanaged
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(number);
        }
    }

    /// <summary>The bytes that a processor fetches at once.</summary>
    internal const int CacheLine = 64;

    /// <summary>How many rows, so many bytes apart, stay in the first-level cache while they are read side by side, with room for others where all of their lines belong in one place.</summary>
    internal static int RowsTogether(nint distance) =>
        distance % FirstLevel.Bytes == 0 ? Math.Max(1, FirstLevel.Ways - WaysForOthers) : int.MaxValue;

    private const int WaysForOthers = 2;

    /// <summary>The bytes of the second-level cache.</summary>
    internal static int SecondLevelBytes { get; } = Bytes(FindCache(2, (8, 64 * 1024)));

    /// <summary>The ways of the first-level data cache, and the bytes of one.</summary>
    private static (int Ways, int Bytes) FirstLevel { get; } = FindCache(1, (8, 4096));

    private static int Bytes((int Ways, int Bytes) cache) => cache.Ways * cache.Bytes;

    private static (int Ways, int Bytes) FindCache(int level, (int Ways, int Bytes) usual)
    {
        // AMD and Intel answer in the same form, each under a number of its own: a type, ways and partitions and line, sets.
        foreach (var leaf in X86Base.IsSupported ? (int[])[unchecked((int)0x8000_001D), 4] : [])
        {
            var most = X86Base.CpuId((int)(leaf & 0x8000_0000), 0).Eax;
            for (var index = 0; unchecked((uint)most >= (uint)leaf) && index < 4; index++)
            {
                var (type, shape, sets, _) = X86Base.CpuId(leaf, index);
                if ((type & TypeBits) is DataCache or UnifiedCache && ((type >> LevelShift) & LevelBits) == level)
                {
                    return ((int)((uint)shape >> 22) + 1, (sets + 1) * ((shape & 0xFFF) + 1));
                }
            }
        }

        return usual;
    }

    private const int TypeBits = 0b1_1111;
    private const int DataCache = 1;
    private const int UnifiedCache = 3;
    private const int LevelShift = 5;
    private const int LevelBits = 0b111;
}
