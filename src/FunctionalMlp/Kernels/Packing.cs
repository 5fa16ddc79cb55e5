using System.Numerics;

namespace FunctionalMlp.Kernels;

/// <summary>Copies of B in the order in which the tiles read it.</summary>
internal static unsafe class Packing
{
    /// <summary>
    /// Copies B as panels, so many columns for each k. The last may have columns too many: they hold anything, for what is
    /// computed from them is dropped.
    /// </summary>
    internal static void PackPanels<T, V, S>(in Product<T> product, int width, nint panelStride, T* packed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged
        where S : struct, ISimd<T, V>
    {
        var left = product.Columns;
        for (var column = 0; column < product.Columns && product.BColumnStride != 1; column += width, left -= width)
        {
            var from = product.B + (column * product.BColumnStride);
            Transposition.Run(Math.Min(width, left), product.Depth, from, product.BColumnStride, packed, width);
            packed += panelStride;
        }

        // Along the rows of B, for its columns lie pages apart. Whole vectors are read as far as B goes.
        var end = product.B + ((product.Depth - 1) * product.BStep) + product.Columns;
        for (var k = 0; k < product.Depth && product.BColumnStride == 1; k++)
        {
            var from = product.B + (k * product.BStep);
            var to = packed + (k * width);
            for (left = product.Columns; left > 0; left -= width, from += width, to += panelStride)
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
}
