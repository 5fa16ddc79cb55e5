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
    private const int MaxRows = 16;

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
            ByLines = order != null || Math.Min(rows, MaxRows) > Hardware.RowsTogether(sourceStride * sizeof(T)),
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

        for (var rest = copy.Columns < columns ? 0 : row; rest < rows; rest++)
        {
            var from = copy.Row(rest);
            for (var column = rest < row ? copy.Columns : 0; column < columns; column++)
            {
                target[(column * targetStride) + rest] = from[column];
            }
        }
    }

    // Whole cache lines of a column; below so many elements a thread, another one does not pay.
    private const int RowsAtOnce = 32;
    private const int MinimumLengthPerThread = 1 << 15;

    /// <summary>Numbers that lie sample by sample, feature by feature; the threads share the samples.</summary>
    internal static void Run<T>(in Features<T> rows, in Features<T> columns, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var useful = WorkTeam.Threads(threads, (long)rows.Width * rows.Samples, MinimumLengthPerThread);
        if (useful == 1)
        {
            Run(rows, columns, 0, rows.Samples);
            return;
        }

        var job = (rows, columns);
        WorkTeam.Run(useful, Division.Up(rows.Samples, RowsAtOnce), &RunPart<T>, &job);
    }

    private static void RunPart<T>(void* state, int part)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var job = ((Features<T> Rows, Features<T> Columns)*)state;
        var start = part * RowsAtOnce;
        Run(job->Rows, job->Columns, start, Math.Min(RowsAtOnce, job->Rows.Samples - start));
    }

    private static void Run<T>(in Features<T> rows, in Features<T> columns, nint start, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Run(
            count,
            rows.Width,
            rows.First + (start * rows.SampleStride),
            rows.SampleStride,
            columns.First + start,
            columns.FeatureStride
        );

    /// <summary>As many bands of as many rows as a vector holds, from a row on; the first row that is left.</summary>
    [MethodImpl(Hardware.Kernel)]
    private static int Bands<T, V, P>(in Copy<T> copy, int row)
        where T : unmanaged
        where V : unmanaged
        where P : struct, IPieces<V>
    {
        var height = sizeof(V) / sizeof(T);
        var (columns, stride) = (copy.Columns, copy.TargetStride);
        if (!copy.ByLines)
        {
            for (; copy.Rows - row >= height; row += height)
            {
                var even = new EvenRows((float*)copy.Row(row), copy.SourceStride * (sizeof(T) / sizeof(float)));
                Pieces<T, V, P, EvenRows>(even, columns, copy.Target + row, stride);
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

            // Rows that follow each other are asked for by the processor itself.
            var rows = new ListedRows(band, next, copy.Order == null ? 0 : height);
            Lines<T, V, P>(rows, copy.ColumnsUntilLine, columns, copy.Target + row, stride);
        }

        return row;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Lines<T, V, P>(ListedRows rows, int columnsUntilLine, int columns, T* target, nint stride)
        where T : unmanaged
        where V : unmanaged
        where P : struct, IPieces<V>
    {
        var perLine = Hardware.CacheLine / sizeof(T);
        var floats = sizeof(T) / sizeof(float);
        if (columnsUntilLine > 0 && columns >= perLine)
        {
            // Up to whole pieces, so that some columns are copied twice.
            Pieces<T, V, P, ListedRows>(rows, columnsUntilLine, target, stride);
            rows.Move(columnsUntilLine * floats);
            target += columnsUntilLine * stride;
            columns -= columnsUntilLine;
        }

        for (; columns >= perLine; columns -= perLine, target += perLine * stride)
        {
            rows.FetchNext();
            if (sizeof(T) == sizeof(double))
            {
                TransposedBlock<V, P, ListedRows>.Pairs4(rows, (float*)target, stride * floats);
            }
            else
            {
                TransposedBlock<V, P, ListedRows>.Quads4(rows, (float*)target, stride);
            }

            rows.Move(Hardware.CacheLine / sizeof(float));
        }

        var twice = -columns & ((PieceBytes / sizeof(T)) - 1);
        rows.Move(-twice * floats);
        Pieces<T, V, P, ListedRows>(rows, columns + twice, target - (twice * stride), stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pieces<T, V, P, R>(R rows, int columns, T* target, nint stride)
        where T : unmanaged
        where V : unmanaged
        where P : struct, IPieces<V>
        where R : struct, IRows
    {
        var perPiece = PieceBytes / sizeof(T);
        var floats = sizeof(T) / sizeof(float);
        for (; columns > 0; columns -= perPiece, target += perPiece * stride)
        {
            if (sizeof(T) == sizeof(double))
            {
                TransposedBlock<V, P, R>.Pairs(rows, (float*)target, stride * floats);
            }
            else
            {
                TransposedBlock<V, P, R>.Quads(rows, (float*)target, stride);
            }

            rows.Move(PieceBytes / sizeof(float));
        }
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

        /// <summary>Whether all pieces of a cache line are to be read at once, for it may not stay in the first level until the next one's turn; else that is slower.</summary>
        internal bool ByLines;
        internal T* Target;
        internal nint TargetStride;

        /// <summary>The columns before each row's first whole cache line, where rows compete, so that a line is not fetched for two halves of it.</summary>
        internal readonly int ColumnsUntilLine =>
            Order == null ? (int)(-(nint)Source & (Hardware.CacheLine - 1)) / sizeof(T) : 0;

        internal readonly T* Row(int row) => Source + ((Order == null ? row : Order[row]) * SourceStride);
    }
}
