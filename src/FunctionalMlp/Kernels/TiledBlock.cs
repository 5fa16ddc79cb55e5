using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using FunctionalMlp.Activations;

namespace FunctionalMlp.Kernels;

/// <summary>A block of B, and the tiles of all rows of A over its panels.</summary>
internal unsafe struct TiledBlock<T, V, S>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged
    where S : struct, ISimd<T, V>
{
    private const int FirstLevelBytes = 32 * 1024;

    // The rows of A that pass a far panel together take this part of the second level: the more, the less often panels come from the third; but
    // rows in pages of their own, and C's beside them, must not exceed the pages that the processor keeps at hand.
    private const int PartOfRows = 16;

    /// <summary>The block: all rows, some columns and some k.</summary>
    internal Product<T> Product;

    /// <summary>The block to come, whose B is asked for meanwhile; without columns if there is none, or if it is far: so much would not stay.</summary>
    internal Product<T> Next;

    /// <summary>Whether the sums begin here; or they rest in C.</summary>
    internal bool IsFirst;

    /// <summary>Whether B is packed; or stays in place but for a last panel that is not whole.</summary>
    internal bool PacksB;

    /// <summary>Whether the block may exceed the second-level cache: then each panel comes from the third for some rows of A at a time.</summary>
    internal bool IsFar;

    /// <summary>Room for a tile.</summary>
    internal T* Scratch;

    /// <summary>What the sums of a tile start from.</summary>
    internal T* Bias;

    /// <summary>Panels of B.</summary>
    internal T* B;

    private static int PanelWidth => BlockedProduct<T, V, S>.PanelWidth;

    /// <summary>Whether the first tile over a panel packs it, for its rows lie side by side.</summary>
    private readonly bool PacksInPassing => PacksB && Product.BColumnStride == 1 && Product.BOrder == null;

    /// <summary>The rows of a tile: so many that all stay in the first level.</summary>
    private readonly int TileRows =>
        Product.AStep == 1 ? Math.Min(S.TileRows, Hardware.RowsTogether(Product.ARowStride * sizeof(T))) : S.TileRows;

    /// <summary>Whether all panels are packed before, along B's rows, which lie anywhere.</summary>
    private readonly bool PacksRows => PacksB && Product.BColumnStride == 1 && Product.BOrder != null;

    internal readonly void Run()
    {
        if (PacksRows)
        {
            Packing.PackPanels<T, V, S>(Product, PanelWidth, BlockedProduct<T, V, S>.PanelStride(Product.Depth), B);
        }

        // Panels that together fit the first level stay there while rows pass. Near ones that are larger all pass a tile of rows, so that C is written
        // along its rows; a far one passes some tiles.
        var tiles = new TiledRows(Product.Rows, TileRows);
        var panels = FirstLevelBytes / sizeof(T) / BlockedProduct<T, V, S>.PanelStride(Product.Depth);
        var width =
            panels > 0 ? panels * PanelWidth
            : IsFar ? PanelWidth
            : Product.Columns;
        var together = tiles.Count;
        if (IsFar)
        {
            var tileBytes = Product.Depth * tiles.Start(1) * sizeof(T);
            together = Math.Max(1, Hardware.SecondLevelBytes / PartOfRows / tileBytes);
        }

        for (var tile = 0; tile < tiles.Count; tile += together)
        {
            for (var column = 0; column < Product.Columns; column += width)
            {
                RunTiles(
                    tiles,
                    tile,
                    Math.Min(tile + together, tiles.Count),
                    column,
                    Math.Min(column + width, Product.Columns)
                );
            }
        }
    }

    private readonly void RunTiles(TiledRows tiles, int firstTile, int endTile, int firstColumn, int endColumn)
    {
        TileOperands<T> operands;
        var tile = &operands;
        tile->ARowStride = Product.ARowStride;
        tile->AStep = Product.AStep;
        tile->Depth = Product.Depth;
        tile->Scratch = Scratch;
        tile->CStride = Product.CStride;
        tile->InitialIsC = !IsFirst;
        tile->InitialStride = IsFirst ? PanelWidth : Product.CStride;
        var width = PanelWidth;
        var panels = Division.Up(Product.Columns, width);

        // For a single tile, asking would take as long as what it spares.
        var fetchesNext = Next.Columns > 0 && tiles.Count > 1;
        for (int index = firstTile, row = tiles.Start(index); index < endTile; index++)
        {
            var next = tiles.Start(index + 1);
            tile->A = Product.A + (row * Product.ARowStride);
            if (IsFirst && Product.Bias != null)
            {
                FillRows(next - row, Product.Bias + row, Bias);
            }

            for (var column = firstColumn; column < endColumn; column += width)
            {
                var columns = Math.Min(width, endColumn - column);
                var packs = index == 0 && PacksInPassing && columns == width;
                var inPlace = packs || (!PacksB && (columns == width || Product.IsPadded));
                if (index == 0 && !inPlace && !PacksRows)
                {
                    Packing.PackPanels<T, V, S>(Product.Block(0, 0, column, columns), width, 0, Panel(column));
                }

                tile->B = inPlace ? Product.B + column : Panel(column);
                tile->BStep = inPlace ? Product.BStep : width;
                tile->Packed = packs ? Panel(column) : null;
                tile->C = Product.C + (row * Product.CStride) + column;
                tile->Initial = IsFirst ? Bias : tile->C;
                columns = Product.IsPadded ? Division.Up(columns, S.Lanes) * S.Lanes : columns;
                if (!IsFirst || Product.IsCNew)
                {
                    var (tileToCome, columnToCome) =
                        column + width < endColumn ? (index, column + width)
                        : index + 1 < endTile ? (index + 1, firstColumn)
                        : endColumn < Product.Columns ? (firstTile, endColumn)
                        : (endTile, 0);
                    FetchSums(tiles, tileToCome, columnToCome);
                }

                if (fetchesNext)
                {
                    FetchNext((index * panels) + (column / width), tiles.Count * panels);
                }

                Tile<T, V, S>.Run(next - row, columns, tile);
                if (Product.Ending != ProductEnding.None)
                {
                    End(Product, row, next, column, columns);
                }
            }

            row = next;
        }
    }

    /// <summary>Where the panel of a column is packed; if only a last one is, that.</summary>
    private readonly T* Panel(int column) =>
        B + (PacksB ? column / PanelWidth * BlockedProduct<T, V, S>.PanelStride(Product.Depth) : 0);

    /// <summary>Asks for the memory of the next tile's sums, which is read or written.</summary>
    private readonly void FetchSums(TiledRows tiles, int tile, int column)
    {
        var end = Math.Min(tiles.Start(tile + 1), Product.Rows);
        for (var row = tiles.Start(tile); row < end; row++)
        {
            // For the second level: rows of C that compete would drive each other out of the first.
            var from = Product.C + (row * Product.CStride) + column;
            Hardware.Fetch(from + (S.Lanes - 1), 1);
            Hardware.Fetch(from + ((2 * S.Lanes) - 1), 1);
        }
    }

    /// <summary>Asks for a part of what the next block will read of B, of so many parts.</summary>
    private readonly void FetchNext(int part, int parts)
    {
        var areRows = Next.BColumnStride == 1;
        var (lines, length) = areRows ? (Next.Depth, Next.Columns) : (Next.Columns, Next.Depth);
        for (var line = Division.Share(lines, part, parts); line < Division.Share(lines, part + 1, parts); line++)
        {
            Hardware.Fetch(areRows ? Next.B + Next.BRow(line) : Next.BColumn(line), length);
        }
    }

    /// <summary>What is to become of a tile's elements, while they are near.</summary>
    [MethodImpl(Hardware.Kernel)]
    private static void End(in Product<T> product, int row, int endRow, int column, int columns)
    {
        Debug.Assert(product.IsPadded);
        for (; row < endRow; row++)
        {
            nint at = (row * product.CStride) + column;
            for (var end = at + columns; at < end; at += S.Lanes)
            {
                var sums = S.Load(product.C + at);
                S.Store(
                    product.C + at,
                    product.Ending == ProductEnding.Masked
                        ? ReLU.WherePositive.Apply<T, V, S>(S.Load(product.Mask + at), sums)
                        : ReLU.Positive.Apply<T, V, S>(sums)
                );
            }
        }
    }

    [MethodImpl(Hardware.Kernel)]
    private static void FillRows(int rows, T* values, T* to)
    {
        for (var row = 0; row < rows; row++)
        {
            var value = S.Broadcast(values[row]);
            for (var vector = 0; vector < Tile<T, V, S>.MaxVectors; vector++, to += S.Lanes)
            {
                S.Store(to, value);
            }
        }
    }
}
