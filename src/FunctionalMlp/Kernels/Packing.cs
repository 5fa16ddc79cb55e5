using System.Numerics;

namespace FunctionalMlp.Kernels;

/// <summary>Copies of factors in the order in which the tiles read them.</summary>
internal static unsafe class Packing
{
    /// <summary>The most that is copied of a factor at once, for a thread keeps the memory for good; or a block of rows, if these are more.</summary>
    internal const int MaxCopyBytes = 16 << 20;

    /// <summary>
    /// Copies B as panels, so many columns for each k. The last may have columns too many: they hold anything, for what is
    /// computed from them is dropped.
    /// </summary>
    /// <param name="product">The product.</param>
    /// <param name="width">Columns of a panel.</param>
    /// <param name="panelStride">From a panel to the next.</param>
    /// <param name="packed">The panels.</param>
    internal static void PackPanels<T, V, S>(in Product<T> product, int width, nint panelStride, T* packed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged
        where S : struct, ISimd<T, V>
    {
        if (product.BColumnStride != 1)
        {
            for (var column = 0; column < product.Columns; column += width, packed += panelStride)
            {
                var columns = Math.Min(width, product.Columns - column);
                var panel = product.Block(0, 0, column, columns);
                Transposition.Run(columns, panel.Depth, panel.B, panel.BColumnStride, packed, width, panel.BOrder);
            }

            return;
        }

        if (product.Depth == 0)
        {
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

    /// <summary>From a copied row or column to the next: an odd number of cache lines, or they would compete for the same places in the cache.</summary>
    internal static int CopyStride<T>(int depth)
        where T : unmanaged
    {
        var perLine = Hardware.CacheLine / sizeof(T);
        return (Division.Up(depth, perLine) | 1) * perLine;
    }
}
