using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace FunctionalMlp.Kernels;

/// <summary>Copies of the factors in the order in which the tiles read them.</summary>
internal static unsafe class Packing
{
    /// <summary>Copies A's block into adjacent rows (or, if it is transposed, columns) and points the product at the copy.</summary>
    internal static void CopyA<T>(ref Product<T> product, T* packed, int padding)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var isTransposed = product.ARowStride == 1;
        var lines = isTransposed ? product.Depth : product.Rows;
        var length = isTransposed ? product.Rows : product.Depth;
        var sourceStride = isTransposed ? product.AStep : product.ARowStride;
        var stride = length + padding;
        for (var line = 0; line < lines; line++)
        {
            new ReadOnlySpan<T>(product.A + (line * sourceStride), length).CopyTo(
                new Span<T>(packed + (line * stride), length)
            );
        }

        product.A = packed;
        product.ARowStride = isTransposed ? 1 : stride;
        product.AStep = isTransposed ? stride : 1;
    }

    /// <summary>
    /// Copies B as panels, so many columns for each k. The last may have columns too many: they hold anything, for what is
    /// computed from them is dropped.
    /// </summary>
    internal static void PackPanels<T, V, S>(in Product<T> product, int width, T* packed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged
        where S : struct, ISimd<T, V>
    {
        var panelSize = (nint)width * product.Depth;
        var left = product.Columns;
        for (var column = 0; column < product.Columns && product.BColumnStride != 1; column += width, left -= width)
        {
            var from = product.B + (column * product.BColumnStride);
            Transpose(Math.Min(width, left), product.Depth, from, product.BColumnStride, packed, width);
            packed += panelSize;
        }

        // Along the rows of B, for its columns lie pages apart. Whole vectors are read as far as B goes.
        var end = product.B + ((product.Depth - 1) * product.BStep) + product.Columns;
        for (var k = 0; k < product.Depth && product.BColumnStride == 1; k++)
        {
            var from = product.B + (k * product.BStep);
            var to = packed + (k * width);
            for (left = product.Columns; left > 0; left -= width, from += width, to += panelSize)
            {
                if (from + width <= end)
                {
                    S.Store(to, S.Load(from));
                    S.Store(to + S.Lanes, S.Load(from + S.Lanes));
                }
                else
                {
                    new ReadOnlySpan<T>(from, Math.Min(width, left)).CopyTo(new Span<T>(to, width));
                }
            }
        }
    }

    /// <summary>Transposes the source into the target, so that each part of the target is finished while it is near.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose<T>(int rows, int columns, T* source, nint sourceStride, T* target, nint targetStride)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var isFast = Sse2.IsSupported || AdvSimd.Arm64.IsSupported;
        var block = isFast ? Vector128<T>.Count : 1;
        var wholeRows = isFast ? rows / block * block : 0;
        var wholeColumns = columns / block * block;
        for (var column = 0; column < wholeColumns; column += block)
        {
            for (var row = 0; row < wholeRows; row += block)
            {
                var from = source + (row * sourceStride) + column;
                TransposeBlock(from, sourceStride, target + (column * targetStride) + row, targetStride);
            }
        }

        for (var column = 0; column < columns; column++)
        {
            for (var row = column < wholeColumns ? wholeRows : 0; row < rows; row++)
            {
                target[(column * targetStride) + row] = source[(row * sourceStride) + column];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransposeBlock<T>(T* source, nint sourceStride, T* target, nint targetStride)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(double))
        {
            var d0 = Vector128.Load((double*)source);
            var d1 = Vector128.Load((double*)(source + sourceStride));
            Low(d0, d1).Store((double*)target);
            High(d0, d1).Store((double*)(target + targetStride));
            return;
        }

        var r0 = Vector128.Load((float*)source);
        var r1 = Vector128.Load((float*)(source + sourceStride));
        var r2 = Vector128.Load((float*)(source + (2 * sourceStride)));
        var r3 = Vector128.Load((float*)(source + (3 * sourceStride)));
        var (low01, high01) = (Low(r0, r1).AsDouble(), High(r0, r1).AsDouble());
        var (low23, high23) = (Low(r2, r3).AsDouble(), High(r2, r3).AsDouble());
        Low(low01, low23).Store((double*)target);
        High(low01, low23).Store((double*)(target + targetStride));
        Low(high01, high23).Store((double*)(target + (2 * targetStride)));
        High(high01, high23).Store((double*)(target + (3 * targetStride)));
    }

    private static Vector128<float> Low(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    private static Vector128<float> High(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);

    private static Vector128<double> Low(Vector128<double> a, Vector128<double> b) =>
        Sse2.IsSupported ? Sse2.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    private static Vector128<double> High(Vector128<double> a, Vector128<double> b) =>
        Sse2.IsSupported ? Sse2.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);
}
