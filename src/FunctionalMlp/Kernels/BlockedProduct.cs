using System.Numerics;

namespace FunctionalMlp.Kernels;

/// <summary>
/// A product on one thread, cut so that its parts stay in the caches: a block of B, which all rows of A pass, in the second level, and
/// in the first what several tiles in a row read: some panels of B (each one tile wide), or the rows of A of one tile. Between two
/// blocks of k the sums rest in C, so each is still one chain over k.
/// </summary>
internal static unsafe class BlockedProduct<T, V, S>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged
    where S : struct, ISimd<T, V>
{
    // Longer chains in registers mean fewer passes over C.
    private const int MaxDepthBytes = 4096;
    private const int FirstLevelBytes = 32 * 1024;
    private const int SecondLevelBytes = 512 * 1024;

    /// <summary>Columns of a panel of B.</summary>
    internal static int PanelWidth => Tile<T, V, S>.MaxVectors * S.Lanes;

    /// <summary>From a packed panel of B to the next: not a power of two, or their lines would compete for the same places in the cache.</summary>
    internal static int PanelStride(int depth) => PanelWidth * (depth + 1);

    /// <summary>Computes the product; its sizes may be zero.</summary>
    internal static void Run(in Product<T> product)
    {
        if (RowProduct<T, V, S>.Suits(product))
        {
            RowProduct<T, V, S>.Run(product, skipsZeros: false);
            return;
        }

        if (NarrowProduct<T, V, S>.TryRun(product))
        {
            return;
        }

        var steps = Math.Max(1, DivideUp(product.Depth, MaxDepthBytes / sizeof(T)));
        var depth = DivideUp(product.Depth, steps);
        var panelBytes = PanelStride(depth) * sizeof(T);
        var columnsAtOnce = Math.Max(1, SecondLevelBytes / panelBytes) * PanelWidth;
        var panelsAtOnce = FirstLevelBytes / panelBytes;
        for (var column = 0; column < product.Columns; column += columnsAtOnce)
        {
            var columns = Math.Min(columnsAtOnce, product.Columns - column);
            RunColumns(product.Block(0, product.Rows, column, columns), depth, panelsAtOnce);
        }
    }

    private static void RunColumns(in Product<T> product, int maxDepth, int panelsAtOnce)
    {
        var panels = DivideUp(product.Columns, PanelWidth);
        var packsB = product.BColumnStride != 1 || product.Rows > 2 * S.TileRows;
        var biasSize = panels * PanelWidth;
        var sizeB = (packsB ? panels : 1) * PanelStride(maxDepth);
        var sizeScratch = S.TileRows * PanelWidth;
        var scratch = (T*)Scratch.Rent((nint)(sizeScratch + biasSize + sizeB) * sizeof(T));
        var bias = scratch + sizeScratch;
        var packedB = bias + biasSize;

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
                Packing.PackPanels<T, V, S>(rest, PanelWidth, PanelStride(depth), packedB);
            }

            var width = (panelsAtOnce == 0 ? panels : panelsAtOnce) * PanelWidth;
            for (var column = 0; column < product.Columns; column += width)
            {
                var tiles = part.Block(0, product.Rows, column, Math.Min(width, product.Columns - column));
                var packed = packedB + (packsB ? column / PanelWidth * PanelStride(depth) : 0);
                RunTiles(tiles, packsB, packed, k == 0 ? bias + column : null, scratch);
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

        for (int index = 0, row = 0; index < tiles; index++)
        {
            // Tiles of nearly the same height: a last tile of one row would wait for each of its sums.
            var next = (int)((long)product.Rows * (index + 1) / tiles);
            tile->A = product.A + (row * product.ARowStride);
            var panel = packedB;
            for (var column = 0; column < product.Columns; column += width)
            {
                var columns = Math.Min(width, product.Columns - column);
                var inPlace = !isPacked && columns == width;
                tile->B = inPlace ? product.B + column : panel;
                tile->BStep = inPlace ? product.BStep : width;
                panel += inPlace ? 0 : PanelStride(product.Depth);
                tile->C = product.C + (row * product.CStride) + column;
                tile->Initial = bias == null ? tile->C : bias + column;
                var isInside = spills && ((next - 1) * product.CStride) + span <= spillEnd;
                Tile<T, V, S>.Run(next - row, isInside ? span : columns, tile);
            }

            row = next;
        }
    }

    private static int DivideUp(int value, int by) => (value + by - 1) / by;
}
