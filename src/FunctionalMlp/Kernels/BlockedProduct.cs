using System.Numerics;

namespace FunctionalMlp.Kernels;

/// <summary>
/// A product on one thread, cut so that its parts stay in the caches: a panel of B (one tile wide) in the first level, a
/// block of A in the second. Between two blocks of k the sums rest in C, so each is still one chain over k.
/// </summary>
internal static unsafe class BlockedProduct<T, V, S>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged
    where S : struct, ISimd<T, V>
{
    private const int MaxDepth = 512;
    private const int MaxRows = 384;
    private const int MaxColumnBytes = 8192;

    // What A may take of a second-level cache without being cut.
    private const int SecondLevelBytes = 256 * 1024;

    // Keeps the rows of a packed block of A off each other's cache sets.
    private static int Padding => 64 / sizeof(T);

    /// <summary>Columns of a panel of B.</summary>
    internal static int PanelWidth => Tile<T, V, S>.MaxVectors * S.Lanes;

    private static int MaxColumns => MaxColumnBytes / sizeof(T);

    /// <summary>Computes the product; its sizes may be zero.</summary>
    internal static void Run(in Product<T> product)
    {
        if (RowProduct<T, V, S>.Suits(product))
        {
            RowProduct<T, V, S>.Run(product, skipsZeros: false);
            return;
        }

        if (ShallowProduct<T, V, S>.Suits(product))
        {
            ShallowProduct<T, V, S>.Run(product);
            return;
        }

        if (TileProduct<T, V, S>.Suits(product))
        {
            TileProduct<T, V, S>.Run(product);
            return;
        }

        if (product.Columns <= MaxColumns)
        {
            RunColumns(product);
            return;
        }

        for (var column = 0; column < product.Columns; column += MaxColumns)
        {
            var columns = Math.Min(MaxColumns, product.Columns - column);
            RunColumns(product.Block(0, product.Rows, column, columns));
        }
    }

    private static void RunColumns(in Product<T> product)
    {
        var panels = DivideUp(product.Columns, PanelWidth);
        var steps = Math.Max(1, DivideUp(product.Depth, MaxDepth));
        var maxDepth = DivideUp(product.Depth, steps);

        // A block of A is copied only where its rows, in place, would compete for the same sets of the cache.
        var isLarge = panels >= 8 && (long)product.Rows * maxDepth * sizeof(T) > SecondLevelBytes;
        var packsA = isLarge && (product.AStep != 1 || product.ARowStride * sizeof(T) % 1024 == 0);
        var packsB = product.BColumnStride != 1 || product.Rows > 2 * S.TileRows;
        var rowBlocks = isLarge ? Math.Max(1, DivideUp(product.Rows, MaxRows)) : 1;
        var maxRows = DivideUp(product.Rows, rowBlocks);

        var biasSize = panels * PanelWidth;
        var sizeB = (packsB ? panels : 1) * PanelWidth * maxDepth;
        var sizeA = packsA ? (maxRows + Padding) * (maxDepth + Padding) : 0;
        var sizeScratch = S.TileRows * PanelWidth;
        var scratch = (T*)Scratch.Rent((nint)(sizeScratch + biasSize + sizeB + sizeA) * sizeof(T));
        var bias = scratch + sizeScratch;
        var packedB = bias + biasSize;
        var packedA = packedB + sizeB;

        PadBias(product, bias, biasSize);
        var k = 0;
        do
        {
            var depth = Math.Min(maxDepth, product.Depth - k);
            var part = product;
            part.A += k * product.AStep;
            part.B += k * product.BStep;
            part.Depth = depth;

            // If B stays in place, only its last panel is packed where it is not whole, for a tile reads whole vectors.
            var inPlace = packsB ? 0 : product.Columns / PanelWidth * PanelWidth;
            if (inPlace < product.Columns)
            {
                var rest = part.Block(0, 0, inPlace, product.Columns - inPlace);
                Packing.PackPanels<T, V, S>(rest, PanelWidth, packedB);
            }

            for (var row = 0; row < product.Rows; row += maxRows)
            {
                var rows = part.Block(row, Math.Min(maxRows, product.Rows - row), 0, product.Columns);
                if (packsA)
                {
                    Packing.CopyA(ref rows, packedA, Padding);
                }

                RunTiles(rows, packsB, packedB, k == 0 ? bias : null, scratch);
            }

            k += maxDepth;
        } while (k < product.Depth);
    }

    private static void PadBias(in Product<T> product, T* bias, int size)
    {
        var padded = new Span<T>(bias, size);
        var given = product.Bias == null ? 0 : product.Columns;
        new ReadOnlySpan<T>(product.Bias, given).CopyTo(padded);
        padded[given..].Clear();
    }

    private static void RunTiles(in Product<T> product, bool isPacked, T* packedB, T* bias, T* scratch)
    {
        Tile<T, V, S>.Operands operands;
        var tile = &operands;
        tile->ARowStride = product.ARowStride;
        tile->AStep = product.AStep;
        tile->Depth = product.Depth;
        tile->Scratch = scratch;
        tile->CStride = product.CStride;
        tile->InitialIsC = bias == null;
        tile->InitialStride = bias == null ? product.CStride : 0;
        var width = PanelWidth;
        var tiles = DivideUp(product.Rows, S.TileRows);

        // A narrow C is written in whole vectors: what spills into the next rows is overwritten when they are written.
        var spills = bias != null && product.Columns <= width && product.Columns == product.CStride;
        var spillEnd = (nint)product.Rows * product.CStride;
        var span = product.Columns > S.Lanes ? width : S.Lanes;
        for (var column = 0; column < product.Columns; column += width)
        {
            var columns = Math.Min(width, product.Columns - column);
            var inPlace = !isPacked && columns == width;
            tile->B = inPlace ? product.B + column : packedB;
            tile->BStep = inPlace ? product.BStep : width;
            packedB += inPlace ? 0 : width * product.Depth;
            for (int index = 0, row = 0; index < tiles; index++)
            {
                // Tiles of nearly the same height: a last tile of one row would wait for each of its sums.
                var next = (int)((long)product.Rows * (index + 1) / tiles);
                tile->A = product.A + (row * product.ARowStride);
                tile->C = product.C + (row * product.CStride) + column;
                tile->Initial = bias == null ? tile->C : bias + column;
                var isInside = spills && ((next - 1) * product.CStride) + span <= spillEnd;
                Tile<T, V, S>.Run(next - row, isInside ? span : columns, tile);
                row = next;
            }
        }
    }

    private static int DivideUp(int value, int by) => (value + by - 1) / by;
}
