using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace FunctionalMlp.Kernels;

/// <summary>Transposed copies, block by block in registers, with the widest vectors that the rows fill.</summary>
internal static unsafe class Transposition
{
    // What the processor interleaves: 16 bytes at a time, in each such piece of a vector by itself.
    private const int PieceBytes = 16;
    private const int FloatsOfPiece = PieceBytes / sizeof(float);
    private const int MaxRows = 16;

    // Where the rows' lines may not stay in the first level until their next pieces are read, they are read at once; else that is slower.
    private const int PiecesAtOnce = Hardware.CacheLine / PieceBytes;

    /// <summary>Transposes the source into the target, some rows from end to end before the next: of the target it writes whole cache lines.</summary>
    /// <param name="rows">The rows of the source.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="source">Its first row, or row 0 of those that are to be taken in some order.</param>
    /// <param name="sourceStride">From a row to the next.</param>
    /// <param name="target">Where column 0 goes.</param>
    /// <param name="targetStride">From a column to the next.</param>
    /// <param name="order">The numbers of the rows, or null if they lie one after another.</param>
    [MethodImpl(Hardware.Kernel)]
    internal static void Run<T>(
        int rows,
        int columns,
        T* source,
        nint sourceStride,
        T* target,
        nint targetStride,
        int* order = null
    )
        where T : unmanaged
    {
        var copy = new Copy<T>
        {
            Rows = rows,
            Columns = columns / (PieceBytes / sizeof(T)) * (PieceBytes / sizeof(T)),
            Source = source,
            SourceStride = sourceStride,
            Order = order,
            ByLines = order != null || Hardware.Compete(sourceStride * sizeof(T), Math.Min(rows, MaxRows)),
            Target = target,
            TargetStride = targetStride,
        };
        var row = 0;
        if (Avx512F.IsSupported && rows >= Vector512<T>.Count)
        {
            row = Bands<T, Vector512<float>, Pieces512>(copy, row);
        }

        if (Avx.IsSupported && rows - row >= Vector256<T>.Count)
        {
            row = Bands<T, Vector256<float>, Pieces256>(copy, row);
        }

        if ((Sse2.IsSupported || AdvSimd.Arm64.IsSupported) && rows - row >= Vector128<T>.Count)
        {
            row = Bands<T, Vector128<float>, Pieces128>(copy, row);
        }

        for (var column = row < rows ? 0 : copy.Columns; column < columns; column++)
        {
            for (var rest = column < copy.Columns ? row : 0; rest < rows; rest++)
            {
                target[(column * targetStride) + rest] = copy.Row(rest)[column];
            }
        }
    }

    // Whole cache lines of a column; below so many elements a thread, another one does not pay.
    private const int RowsAtOnce = 32;
    private const int MinimumLengthPerThread = 1 << 15;

    /// <summary>Numbers that lie sample by sample, feature by feature; the threads share the samples.</summary>
    internal static void Run<T>(Features<T> rows, Features<T> columns, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var useful = WorkTeam.Threads(threads, (long)rows.Width * rows.Samples, MinimumLengthPerThread);
        var job = (rows, columns, useful == 1 ? rows.Samples : RowsAtOnce);
        WorkTeam.Run(useful, (rows.Samples + job.Item3 - 1) / job.Item3, &RunPart<T>, &job);
    }

    private static void RunPart<T>(void* state, int part)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (rows, columns, atOnce) = *((Features<T>, Features<T>, int)*)state;
        nint start = part * atOnce;
        Run(
            Math.Min(atOnce, rows.Samples - (int)start),
            rows.Width,
            rows.First + (start * rows.SampleStride),
            rows.SampleStride,
            columns.First + start,
            columns.FeatureStride
        );
    }

    /// <summary>As many bands of as many rows as a vector holds, from a row on; the first row that is left.</summary>
    [MethodImpl(Hardware.Kernel)]
    private static int Bands<T, V, P>(in Copy<T> copy, int row)
        where T : unmanaged
        where V : unmanaged
        where P : struct, IPieces<V>
    {
        var height = sizeof(V) / sizeof(T);
        var (columns, stride) = (copy.Columns, copy.TargetStride);
        if (copy.Order == null)
        {
            for (; copy.Rows - row >= height; row += height)
            {
                var even = new EvenRows((float*)copy.Row(row), copy.SourceStride * (sizeof(T) / sizeof(float)));
                Band<T, V, P, EvenRows>(even, columns, copy.Target + row, stride, copy.ByLines);
            }

            return row;
        }

        var band = stackalloc float*[MaxRows];
        var next = stackalloc float*[MaxRows];
        for (; copy.Rows - row >= height; row += height)
        {
            for (var i = 0; i < height; i++)
            {
                band[i] = (float*)copy.Row(row + i);
                next[i] = (float*)copy.Row(Math.Min(row + height + i, copy.Rows - 1));
            }

            Band<T, V, P, NumberedRows>(
                new NumberedRows(band, next, height),
                columns,
                copy.Target + row,
                stride,
                byLines: true
            );
        }

        return row;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Band<T, V, P, R>(R rows, int columns, T* target, nint targetStride, bool byLines)
        where T : unmanaged
        where V : unmanaged
        where P : struct, IPieces<V>
        where R : struct, IRows
    {
        var width = PieceBytes / sizeof(T);
        var floats = sizeof(T) / sizeof(float);
        var stride = targetStride * floats;
        var to = (float*)target;
        for (; byLines && columns >= PiecesAtOnce * width; columns -= PiecesAtOnce * width)
        {
            rows.FetchNext();
            if (sizeof(T) == sizeof(double))
            {
                Pairs4<V, P, R>(rows, to, stride);
            }
            else
            {
                Quads4<V, P, R>(rows, to, stride);
            }

            rows.Move(PiecesAtOnce * FloatsOfPiece);
            to += PiecesAtOnce * width * stride;
        }

        for (; columns > 0; columns -= width)
        {
            if (sizeof(T) == sizeof(double))
            {
                Pairs<V, P, R>(rows, to, stride);
            }
            else
            {
                Quads<V, P, R>(rows, to, stride);
            }

            rows.Move(FloatsOfPiece);
            to += width * stride;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pairs4<V, P, R>(R rows, float* to, nint stride)
        where V : unmanaged
        where P : struct, IPieces<V>
        where R : struct, IRows
    {
        Load4<V, P, R>(rows, 0, 2, out var even0, out var even1, out var even2, out var even3);
        Load4<V, P, R>(rows, 1, 2, out var odd0, out var odd1, out var odd2, out var odd3);
        StorePairs<V, P>(even0, odd0, to, stride);
        StorePairs<V, P>(even1, odd1, to + (2 * stride), stride);
        StorePairs<V, P>(even2, odd2, to + (4 * stride), stride);
        StorePairs<V, P>(even3, odd3, to + (6 * stride), stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quads4<V, P, R>(R rows, float* to, nint stride)
        where V : unmanaged
        where P : struct, IPieces<V>
        where R : struct, IRows
    {
        Load4<V, P, R>(rows, 0, 4, out var a0, out var a1, out var a2, out var a3);
        Load4<V, P, R>(rows, 1, 4, out var b0, out var b1, out var b2, out var b3);
        Load4<V, P, R>(rows, 2, 4, out var c0, out var c1, out var c2, out var c3);
        Load4<V, P, R>(rows, 3, 4, out var d0, out var d1, out var d2, out var d3);
        StoreQuads<V, P>(a0, b0, c0, d0, to, stride);
        StoreQuads<V, P>(a1, b1, c1, d1, to + (4 * stride), stride);
        StoreQuads<V, P>(a2, b2, c2, d2, to + (8 * stride), stride);
        StoreQuads<V, P>(a3, b3, c3, d3, to + (12 * stride), stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load4<V, P, R>(R rows, int first, int apart, out V v0, out V v1, out V v2, out V v3)
        where V : unmanaged
        where P : struct, IPieces<V>
        where R : struct, IRows
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
    private static V Load<V, P, R>(R rows, int first, int apart)
        where V : unmanaged
        where P : struct, IPieces<V>
        where R : struct, IRows =>
        P.Load(rows.At(first), rows.At(first + apart), rows.At(first + (2 * apart)), rows.At(first + (3 * apart)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pairs<V, P, R>(R rows, float* to, nint stride)
        where V : unmanaged
        where P : struct, IPieces<V>
        where R : struct, IRows => StorePairs<V, P>(Load<V, P, R>(rows, 0, 2), Load<V, P, R>(rows, 1, 2), to, stride);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quads<V, P, R>(R rows, float* to, nint stride)
        where V : unmanaged
        where P : struct, IPieces<V>
        where R : struct, IRows =>
        StoreQuads<V, P>(
            Load<V, P, R>(rows, 0, 4),
            Load<V, P, R>(rows, 1, 4),
            Load<V, P, R>(rows, 2, 4),
            Load<V, P, R>(rows, 3, 4),
            to,
            stride
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePairs<V, P>(V even, V odd, float* to, nint stride)
        where V : unmanaged
        where P : struct, IPieces<V>
    {
        P.Store(to, P.LowDoubles(even, odd));
        P.Store(to + stride, P.HighDoubles(even, odd));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreQuads<V, P>(V a, V b, V c, V d, float* to, nint stride)
        where V : unmanaged
        where P : struct, IPieces<V>
    {
        var (lowAB, highAB) = (P.LowFloats(a, b), P.HighFloats(a, b));
        var (lowCD, highCD) = (P.LowFloats(c, d), P.HighFloats(c, d));
        P.Store(to, P.LowDoubles(lowAB, lowCD));
        P.Store(to + stride, P.HighDoubles(lowAB, lowCD));
        P.Store(to + (2 * stride), P.LowDoubles(highAB, highCD));
        P.Store(to + (3 * stride), P.HighDoubles(highAB, highCD));
    }

    /// <summary>What is copied where. The columns are whole pieces.</summary>
    private struct Copy<T>
        where T : unmanaged
    {
        internal int Rows;
        internal int Columns;
        internal T* Source;
        internal nint SourceStride;
        internal int* Order;
        internal bool ByLines;
        internal T* Target;
        internal nint TargetStride;

        internal readonly T* Row(int row) => Source + ((Order == null ? row : Order[row]) * SourceStride);
    }
}
