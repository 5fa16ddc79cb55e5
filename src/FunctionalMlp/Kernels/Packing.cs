using System.Numerics;

namespace FunctionalMlp.Kernels;

/// <summary>Copies of B in the order in which the tiles read it.</summary>
internal static unsafe class Packing
{
    // Columns that lie anywhere are asked for so many before they are copied.
    private const int Ahead = 2;

    /// <summary>
    /// Copies B as panels, so many columns for each k. The last may have columns too many: they hold anything, for what is
    /// computed from them is dropped.
    /// </summary>
    /// <param name="product">The product.</param>
    /// <param name="width">Columns of a panel.</param>
    /// <param name="panelStride">From a panel to the next.</param>
    /// <param name="rows">Room for as many columns as a vector has lanes, <see cref="CopyStride"/> apart; only if columns are copied.</param>
    /// <param name="packed">The panels.</param>
    internal static void PackPanels<T, V, S>(in Product<T> product, int width, nint panelStride, T* rows, T* packed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged
        where S : struct, ISimd<T, V>
    {
        if (product.BColumnStride != 1)
        {
            for (var column = 0; column < product.Columns; column += width, packed += panelStride)
            {
                var columns = Math.Min(width, product.Columns - column);
                PackPanel<T, V, S>(product.Block(0, 0, column, columns), width, rows, packed);
            }

            return;
        }

        // Along the rows of B, for its columns lie pages apart. Whole vectors are read as far as B goes.
        var end = product.B + product.BRow(product.Depth - 1) + product.Columns;
        for (var k = 0; k < product.Depth; k++)
        {
            var from = product.B + product.BRow(k);
            var to = packed + (k * width);
            for (var left = product.Columns; left > 0; left -= width, from += width, to += panelStride)
            {
                if (left >= width || (product.BOrder == null && from + width <= end))
                {
                    S.Store(to, S.Load(from));
                    S.Store(to + S.Lanes, S.Load(from + S.Lanes));
                }
                else
                {
                    new ReadOnlySpan<T>(from, left).CopyTo(new Span<T>(to, width));
                }
            }
        }
    }

    /// <summary>From a copied row or column to the next: a cache line more than it is long, for a power of two would compete for the cache again.</summary>
    internal static int CopyStride<T>(int depth)
        where T : unmanaged => depth + (Hardware.CacheLine / sizeof(T));

    /// <summary>Whether columns of B are copied, a vector's at once, before they are turned: those from here and there, and those that compete for the cache.</summary>
    internal static bool CopiesColumns<T, V, S>(in Product<T> product)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged
        where S : struct, ISimd<T, V> =>
        product.BColumnStride != 1
        && (product.BOrder != null || Hardware.Compete(product.BColumnStride * sizeof(T), S.Lanes));

    private static void PackPanel<T, V, S>(in Product<T> product, int width, T* rows, T* packed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged
        where S : struct, ISimd<T, V>
    {
        var depth = product.Depth;
        if (!CopiesColumns<T, V, S>(product))
        {
            Transposition.Run(product.Columns, depth, product.B, product.BColumnStride, packed, width);
            return;
        }

        nint stride = CopyStride<T>(depth);
        for (var first = 0; first < product.Columns; first += S.Lanes)
        {
            var columns = Math.Min(S.Lanes, product.Columns - first);
            for (var column = 0; column < columns; column++)
            {
                if (product.BOrder != null && first + column + Ahead < product.Columns)
                {
                    Hardware.Fetch(product.BColumn(first + column + Ahead), depth);
                }

                var from = new ReadOnlySpan<T>(product.BColumn(first + column), depth);
                from.CopyTo(new Span<T>(rows + (column * stride), depth));
            }

            Transposition.Run(columns, depth, rows, stride, packed + first, width);
        }
    }
}
