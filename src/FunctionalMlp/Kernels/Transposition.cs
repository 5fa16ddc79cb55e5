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

    /// <summary>Transposes the source into the target, some rows from end to end before the next: of the target it writes whole cache lines.</summary>
    [MethodImpl(Hardware.Kernel)]
    internal static void Run<T>(int rows, int columns, T* source, nint sourceStride, T* target, nint targetStride)
        where T : unmanaged
    {
        var wholeColumns = columns / (PieceBytes / sizeof(T)) * (PieceBytes / sizeof(T));
        var row = 0;
        if (Avx512F.IsSupported)
        {
            row = Bands<T, Vector512<float>, Pieces512>(
                row,
                rows,
                wholeColumns,
                source,
                sourceStride,
                target,
                targetStride
            );
        }

        if (Avx.IsSupported)
        {
            row = Bands<T, Vector256<float>, Pieces256>(
                row,
                rows,
                wholeColumns,
                source,
                sourceStride,
                target,
                targetStride
            );
        }

        if (Sse2.IsSupported || AdvSimd.Arm64.IsSupported)
        {
            row = Bands<T, Vector128<float>, Pieces128>(
                row,
                rows,
                wholeColumns,
                source,
                sourceStride,
                target,
                targetStride
            );
        }

        for (var column = 0; column < columns; column++)
        {
            for (var rest = column < wholeColumns ? row : 0; rest < rows; rest++)
            {
                target[(column * targetStride) + rest] = source[(rest * sourceStride) + column];
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

    /// <summary>As many bands of as many rows as a vector holds; the first row that is left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Bands<T, V, P>(
        int row,
        int rows,
        int columns,
        T* source,
        nint sourceStride,
        T* target,
        nint targetStride
    )
        where T : unmanaged
        where V : unmanaged
        where P : struct, IPieces<V>
    {
        var height = sizeof(V) / sizeof(T);
        var width = PieceBytes / sizeof(T);
        var end = row + ((rows - row) / height * height);
        for (var top = row; top < end; top += height)
        {
            for (var column = 0; column < columns; column += width)
            {
                var from = source + (top * sourceStride) + column;
                var to = target + (column * targetStride) + top;
                if (sizeof(T) == sizeof(double))
                {
                    Pairs<V, P>((double*)from, sourceStride, (double*)to, targetStride);
                }
                else
                {
                    Quads<V, P>((float*)from, sourceStride, (float*)to, targetStride);
                }
            }
        }

        return end;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pairs<V, P>(double* source, nint sourceStride, double* target, nint targetStride)
        where V : unmanaged
        where P : struct, IPieces<V>
    {
        var even = P.Load((float*)source, 4 * sourceStride);
        var odd = P.Load((float*)(source + sourceStride), 4 * sourceStride);
        P.Store((float*)target, P.LowDoubles(even, odd));
        P.Store((float*)(target + targetStride), P.HighDoubles(even, odd));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quads<V, P>(float* source, nint sourceStride, float* target, nint targetStride)
        where V : unmanaged
        where P : struct, IPieces<V>
    {
        var r0 = P.Load(source, 4 * sourceStride);
        var r1 = P.Load(source + sourceStride, 4 * sourceStride);
        var r2 = P.Load(source + (2 * sourceStride), 4 * sourceStride);
        var r3 = P.Load(source + (3 * sourceStride), 4 * sourceStride);
        var (low01, high01) = (P.LowFloats(r0, r1), P.HighFloats(r0, r1));
        var (low23, high23) = (P.LowFloats(r2, r3), P.HighFloats(r2, r3));
        P.Store(target, P.LowDoubles(low01, low23));
        P.Store(target + targetStride, P.HighDoubles(low01, low23));
        P.Store(target + (2 * targetStride), P.LowDoubles(high01, high23));
        P.Store(target + (3 * targetStride), P.HighDoubles(high01, high23));
    }

    /// <summary>A vector as pieces of 16 bytes.</summary>
    private interface IPieces<V>
    {
        /// <summary>Piece i, as many strides of floats behind the source.</summary>
        static abstract V Load(float* source, nint stride);

        static abstract void Store(float* target, V value);

        /// <summary>The first halves of each piece of a and of b, float by float in turn.</summary>
        static abstract V LowFloats(V a, V b);

        static abstract V HighFloats(V a, V b);

        static abstract V LowDoubles(V a, V b);

        static abstract V HighDoubles(V a, V b);
    }

    private readonly struct Pieces128 : IPieces<Vector128<float>>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<float> Load(float* source, nint stride) => Vector128.Load(source);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(float* target, Vector128<float> value) => value.Store(target);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<float> LowFloats(Vector128<float> a, Vector128<float> b) =>
            Sse.IsSupported ? Sse.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<float> HighFloats(Vector128<float> a, Vector128<float> b) =>
            Sse.IsSupported ? Sse.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<float> LowDoubles(Vector128<float> a, Vector128<float> b) =>
            Sse2.IsSupported
                ? Sse2.UnpackLow(a.AsDouble(), b.AsDouble()).AsSingle()
                : AdvSimd.Arm64.ZipLow(a.AsDouble(), b.AsDouble()).AsSingle();

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<float> HighDoubles(Vector128<float> a, Vector128<float> b) =>
            Sse2.IsSupported
                ? Sse2.UnpackHigh(a.AsDouble(), b.AsDouble()).AsSingle()
                : AdvSimd.Arm64.ZipHigh(a.AsDouble(), b.AsDouble()).AsSingle();
    }

    private readonly struct Pieces256 : IPieces<Vector256<float>>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> Load(float* source, nint stride) =>
            Vector256.Create(Vector128.Load(source), Vector128.Load(source + stride));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(float* target, Vector256<float> value) => value.Store(target);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> LowFloats(Vector256<float> a, Vector256<float> b) => Avx.UnpackLow(a, b);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> HighFloats(Vector256<float> a, Vector256<float> b) => Avx.UnpackHigh(a, b);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> LowDoubles(Vector256<float> a, Vector256<float> b) =>
            Avx.UnpackLow(a.AsDouble(), b.AsDouble()).AsSingle();

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> HighDoubles(Vector256<float> a, Vector256<float> b) =>
            Avx.UnpackHigh(a.AsDouble(), b.AsDouble()).AsSingle();
    }

    private readonly struct Pieces512 : IPieces<Vector512<float>>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Load(float* source, nint stride) =>
            Pieces256.Load(source, stride).ToVector512Unsafe().WithUpper(Pieces256.Load(source + (2 * stride), stride));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(float* target, Vector512<float> value) => value.Store(target);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> LowFloats(Vector512<float> a, Vector512<float> b) => Avx512F.UnpackLow(a, b);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> HighFloats(Vector512<float> a, Vector512<float> b) => Avx512F.UnpackHigh(a, b);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> LowDoubles(Vector512<float> a, Vector512<float> b) =>
            Avx512F.UnpackLow(a.AsDouble(), b.AsDouble()).AsSingle();

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> HighDoubles(Vector512<float> a, Vector512<float> b) =>
            Avx512F.UnpackHigh(a.AsDouble(), b.AsDouble()).AsSingle();
    }
}
