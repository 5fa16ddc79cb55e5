using System.Runtime.CompilerServices;

namespace FunctionalMlp.Kernels;

/// <summary>As many rows as a vector holds, some columns of which are transposed in registers.</summary>
internal static unsafe class TransposedBlock<V, P, R>
    where V : unmanaged
    where P : struct, IPieces<V>
    where R : struct, IRows
{
    /// <summary>Two doubles of each row, four times: a cache line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Pairs4(R rows, float* to, nint stride)
    {
        Load4(rows, 0, 2, out var even0, out var even1, out var even2, out var even3);
        Load4(rows, 1, 2, out var odd0, out var odd1, out var odd2, out var odd3);
        StorePairs(even0, odd0, to, stride);
        StorePairs(even1, odd1, to + (2 * stride), stride);
        StorePairs(even2, odd2, to + (4 * stride), stride);
        StorePairs(even3, odd3, to + (6 * stride), stride);
    }

    /// <summary>Four floats of each row, four times: a cache line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Quads4(R rows, float* to, nint stride)
    {
        Load4(rows, 0, 4, out var a0, out var a1, out var a2, out var a3);
        Load4(rows, 1, 4, out var b0, out var b1, out var b2, out var b3);
        Load4(rows, 2, 4, out var c0, out var c1, out var c2, out var c3);
        Load4(rows, 3, 4, out var d0, out var d1, out var d2, out var d3);
        StoreQuads(a0, b0, c0, d0, to, stride);
        StoreQuads(a1, b1, c1, d1, to + (4 * stride), stride);
        StoreQuads(a2, b2, c2, d2, to + (8 * stride), stride);
        StoreQuads(a3, b3, c3, d3, to + (12 * stride), stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load4(R rows, int first, int apart, out V v0, out V v1, out V v2, out V v3)
    {
        var a = rows.At(first);
        var b = rows.At(first + apart);
        var c = rows.At(first + (2 * apart));
        var d = rows.At(first + (3 * apart));
        v0 = P.Load(a, b, c, d);
        v1 = P.Load(a + 4, b + 4, c + 4, d + 4);
        v2 = P.Load(a + 8, b + 8, c + 8, d + 8);
        v3 = P.Load(a + 12, b + 12, c + 12, d + 12);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Load(R rows, int first, int apart) =>
        P.Load(rows.At(first), rows.At(first + apart), rows.At(first + (2 * apart)), rows.At(first + (3 * apart)));

    /// <summary>Two doubles of each row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Pairs(R rows, float* to, nint stride) =>
        StorePairs(Load(rows, 0, 2), Load(rows, 1, 2), to, stride);

    /// <summary>Four floats of each row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Quads(R rows, float* to, nint stride) =>
        StoreQuads(Load(rows, 0, 4), Load(rows, 1, 4), Load(rows, 2, 4), Load(rows, 3, 4), to, stride);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePairs(V even, V odd, float* to, nint stride)
    {
        P.Store(to, P.LowDoubles(even, odd));
        P.Store(to + stride, P.HighDoubles(even, odd));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreQuads(V a, V b, V c, V d, float* to, nint stride)
    {
        var (lowAB, highAB) = (P.LowFloats(a, b), P.HighFloats(a, b));
        var (lowCD, highCD) = (P.LowFloats(c, d), P.HighFloats(c, d));
        P.Store(to, P.LowDoubles(lowAB, lowCD));
        P.Store(to + stride, P.HighDoubles(lowAB, lowCD));
        P.Store(to + (2 * stride), P.LowDoubles(highAB, highCD));
        P.Store(to + (3 * stride), P.HighDoubles(highAB, highCD));
    }
}
