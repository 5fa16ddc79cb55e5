using System.Numerics;
using System.Runtime.CompilerServices;

namespace FunctionalMlp.Kernels;

/// <summary>
/// Products whose C is at most a tile wide and that need no packing: shallow ones (X·Wᵀ and Δ·W of narrow layers), where all of B
/// stays in registers while the rows of A run past it; and those whose C is a single tile (Δᵀ·X), where B is read where it lies.
/// Each element is the same chain over k as in every product.
/// </summary>
internal static unsafe class NarrowProduct<T, V, S>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged
    where S : struct, ISimd<T, V>
{
    private const int MaxDepth = 12;

    private static int MaxColumns => Tile<T, V, S>.MaxVectors * S.Lanes;

    /// <summary>Whether the product is one for this kernel.</summary>
    internal static bool Suits(in Product<T> product) =>
        product.Columns <= MaxColumns && product.Depth > 0 && (IsShallow(product) || IsTile(product));

    internal static void Run(in Product<T> product)
    {
        if (IsShallow(product))
        {
            RunShallow(product);
        }
        else
        {
            RunTile(product);
        }
    }

    // All of B, a row of sums and the bias fill no more registers than a tile.
    private static bool IsShallow(in Product<T> product) =>
        product.AStep == 1
        && product.Depth <= MaxDepth
        && product.Depth * Vectors(product) <= S.TileRows * Tile<T, V, S>.MaxVectors;

    private static bool IsTile(in Product<T> product) => product.Rows <= S.TileRows && product.BColumnStride == 1;

    private static int Vectors(in Product<T> product) => product.Columns > S.Lanes ? 2 : 1;

    private static void RunShallow(in Product<T> product)
    {
        var span = Vectors(product) * S.Lanes;
        var scratch = (T*)Scratch.Rent((MaxDepth + 1 + S.Lanes) * MaxColumns * sizeof(T));
        var bias = scratch;
        var b = bias + span;
        var last = b + (MaxDepth * MaxColumns);
        for (var column = 0; column < product.Columns; column++)
        {
            bias[column] = product.Bias == null ? T.Zero : product.Bias[column];
            var from = product.B + (column * product.BColumnStride);
            for (var k = 0; k < product.Depth; k++)
            {
                b[(k * span) + column] = from[k * product.BStep];
            }
        }

        // A narrow C is written in whole vectors: what spills into the next rows is overwritten when they are written.
        var size = (nint)product.Rows * product.CStride;
        var whole =
            product.Columns == span ? product.Rows
            : product.Columns == product.CStride && size >= span ? (int)((size - span) / product.CStride) + 1
            : 0;
        var rows = product;
        rows.B = b;
        rows.Bias = bias;
        rows.Rows = whole;
        RunRows(rows, span);
        rows.C = last;
        rows.CStride = span;
        rows.Rows = 1;
        for (var row = whole; row < product.Rows; row++)
        {
            rows.A = product.A + (row * product.ARowStride);
            RunRows(rows, span);
            new ReadOnlySpan<T>(last, product.Columns).CopyTo(
                new Span<T>(product.C + (row * product.CStride), product.Columns)
            );
        }
    }

    private static void RunRows(in Product<T> product, int span)
    {
        if (span == S.Lanes)
        {
            RunRows<N1>(product);
        }
        else
        {
            RunRows<N2>(product);
        }
    }

    private static void RunRows<TVectors>(in Product<T> product)
        where TVectors : struct, INumber
    {
        switch (product.Depth)
        {
            case 1:
                RunRows<N1, TVectors>(product);
                break;
            case 2:
                RunRows<N2, TVectors>(product);
                break;
            case 3:
                RunRows<N3, TVectors>(product);
                break;
            case 4:
                RunRows<N4, TVectors>(product);
                break;
            case 5:
                RunRows<N5, TVectors>(product);
                break;
            case 6:
                RunRows<N6, TVectors>(product);
                break;
            case 7:
                RunRows<N7, TVectors>(product);
                break;
            case 8:
                RunRows<N8, TVectors>(product);
                break;
            case 9:
                RunRows<N9, TVectors>(product);
                break;
            case 10:
                RunRows<N10, TVectors>(product);
                break;
            case 11:
                RunRows<N11, TVectors>(product);
                break;
            case 12:
                RunRows<N12, TVectors>(product);
                break;
        }
    }

    /// <summary>B as vectors, two a row if so many; the bias likewise.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunRows<TDepth, TVectors>(in Product<T> product)
        where TDepth : struct, INumber
        where TVectors : struct, INumber
    {
        // Constants of the instantiation: what does not belong to the shape is compiled away.
        var depth = TDepth.Value;
        var two = TVectors.Value == 2;
        Load(true, two, product.Bias, 0, out var biasC, out var biasD);
        Load(depth > 0, two, product.B, 0, out var b0, out var d0);
        Load(depth > 1, two, product.B, 1, out var b1, out var d1);
        Load(depth > 2, two, product.B, 2, out var b2, out var d2);
        Load(depth > 3, two, product.B, 3, out var b3, out var d3);
        Load(depth > 4, two, product.B, 4, out var b4, out var d4);
        Load(depth > 5, two, product.B, 5, out var b5, out var d5);
        Load(depth > 6, two, product.B, 6, out var b6, out var d6);
        Load(depth > 7, two, product.B, 7, out var b7, out var d7);
        Load(depth > 8, two, product.B, 8, out var b8, out var d8);
        Load(depth > 9, two, product.B, 9, out var b9, out var d9);
        Load(depth > 10, two, product.B, 10, out var b10, out var d10);
        Load(depth > 11, two, product.B, 11, out var b11, out var d11);
        var a = product.A;
        var aRow = product.ARowStride;
        var c = product.C;
        var cStride = product.CStride;
        for (var row = product.Rows; row > 0; row--)
        {
            var sumC = biasC;
            var sumD = biasD;
            Accumulate(depth > 0, two, a, b0, d0, ref sumC, ref sumD);
            Accumulate(depth > 1, two, a + 1, b1, d1, ref sumC, ref sumD);
            Accumulate(depth > 2, two, a + 2, b2, d2, ref sumC, ref sumD);
            Accumulate(depth > 3, two, a + 3, b3, d3, ref sumC, ref sumD);
            Accumulate(depth > 4, two, a + 4, b4, d4, ref sumC, ref sumD);
            Accumulate(depth > 5, two, a + 5, b5, d5, ref sumC, ref sumD);
            Accumulate(depth > 6, two, a + 6, b6, d6, ref sumC, ref sumD);
            Accumulate(depth > 7, two, a + 7, b7, d7, ref sumC, ref sumD);
            Accumulate(depth > 8, two, a + 8, b8, d8, ref sumC, ref sumD);
            Accumulate(depth > 9, two, a + 9, b9, d9, ref sumC, ref sumD);
            Accumulate(depth > 10, two, a + 10, b10, d10, ref sumC, ref sumD);
            Accumulate(depth > 11, two, a + 11, b11, d11, ref sumC, ref sumD);
            S.Store(c, sumC);
            if (two)
            {
                S.Store(c + S.Lanes, sumD);
            }

            a += aRow;
            c += cStride;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load(bool isRow, bool two, T* b, int k, out V c, out V d)
    {
        var from = b + (k * (two ? 2 : 1) * S.Lanes);
        c = isRow ? S.Load(from) : default;
        d = isRow && two ? S.Load(from + S.Lanes) : default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate(bool isRow, bool two, T* a, V b0, V b1, ref V c, ref V d)
    {
        if (isRow)
        {
            var value = S.Broadcast(*a);
            c = S.MultiplyAdd(value, b0, c);
            if (two)
            {
                d = S.MultiplyAdd(value, b1, d);
            }
        }
    }

    private static void RunTile(in Product<T> product)
    {
        var span = Vectors(product) * S.Lanes;

        // Whole vectors are read as far as B goes; the rows behind are copied.
        var end = ((nint)(product.Depth - 1) * product.BStep) + product.Columns;
        var whole = end < span ? 0 : (int)Math.Min(product.Depth, ((end - span) / product.BStep) + 1);
        var rest = product.Depth - whole;
        var scratch = (T*)Scratch.Rent((nint)((2 * S.TileRows) + 1 + rest) * MaxColumns * sizeof(T));
        var sums = scratch + (S.TileRows * MaxColumns);
        var bias = sums + (S.TileRows * MaxColumns);
        var copy = bias + MaxColumns;
        for (var column = 0; column < span; column++)
        {
            bias[column] = product.Bias == null || column >= product.Columns ? T.Zero : product.Bias[column];
        }

        Tile<T, V, S>.Operands operands;
        operands.A = product.A;
        operands.ARowStride = product.ARowStride;
        operands.AStep = product.AStep;
        operands.B = product.B;
        operands.BStep = product.BStep;
        operands.Depth = whole;
        operands.Initial = bias;
        operands.InitialStride = 0;
        operands.InitialIsC = false;
        operands.C = product.C;
        operands.CStride = product.CStride;
        operands.Scratch = scratch;
        if (rest > 0)
        {
            operands.C = sums;
            operands.CStride = span;
            Tile<T, V, S>.Run(product.Rows, span, &operands);
            for (var k = 0; k < rest; k++)
            {
                var from = new ReadOnlySpan<T>(product.B + ((whole + k) * product.BStep), product.Columns);
                from.CopyTo(new Span<T>(copy + (k * span), span));
            }

            operands.A += whole * product.AStep;
            operands.B = copy;
            operands.BStep = span;
            operands.Depth = rest;
            operands.Initial = sums;
            operands.InitialStride = span;
            operands.C = product.C;
            operands.CStride = product.CStride;
        }

        Tile<T, V, S>.Run(product.Rows, product.Columns, &operands);
    }
}
