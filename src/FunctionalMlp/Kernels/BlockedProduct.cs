using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using FunctionalMlp.Activations;

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

    // Where A's rows are copied: a copy that stays in the first level, and more columns that it serves.
    private const int CopiedDepthBytes = 2048;
    private const int CopiedSecondLevelBytes = 768 * 1024;

    /// <summary>Columns of a panel of B.</summary>
    internal static int PanelWidth => Tile<T, V, S>.MaxVectors * S.Lanes;

    /// <summary>From a packed panel of B to the next: not a power of two, or their lines would compete for the same places in the cache.</summary>
    internal static int PanelStride(int depth) => PanelWidth * (depth + 1);

    /// <summary>Computes the product; its sizes may be zero.</summary>
    /// <returns>Whether it has also done <see cref="Product{T}.Ending"/>.</returns>
    internal static bool Run(in Product<T> product)
    {
        if (product.IsInterleaved)
        {
            DotProduct<T, V, S>.Run(product);
            return false;
        }

        if (RowProduct<T, V, S>.Suits(product))
        {
            RowProduct<T, V, S>.Run(product, null, skipsZeros: false);
            return false;
        }

        if (ShallowProduct<T, V, S>.Suits(product))
        {
            ShallowProduct<T, V, S>.Run(product);
            return product.Ending != ProductEnding.None;
        }

        if (product.SkipsZeros && SparseProduct<T, V, S>.TryRun(product))
        {
            return false;
        }

        var maxDepth = (product.CopiesRows ? CopiedDepthBytes : MaxDepthBytes) / sizeof(T);
        var steps = Math.Max(1, DivideUp(product.Depth, maxDepth));
        var depth = DivideUp(product.Depth, steps);
        var panelBytes = PanelStride(depth) * sizeof(T);
        var blockBytes = product.CopiesRows ? CopiedSecondLevelBytes : SecondLevelBytes;
        var columnsAtOnce = Math.Max(1, blockBytes / panelBytes) * PanelWidth;
        var panelsAtOnce = FirstLevelBytes / panelBytes;
        for (var column = 0; column < product.Columns; column += columnsAtOnce)
        {
            var columns = Math.Min(columnsAtOnce, product.Columns - column);
            RunColumns(product.Block(0, product.Rows, column, columns), depth, panelsAtOnce);
        }

        return product.Ending != ProductEnding.None;
    }

    private static void RunColumns(in Product<T> product, int maxDepth, int panelsAtOnce)
    {
        var panels = DivideUp(product.Columns, PanelWidth);
        var packsB =
            product.BColumnStride != 1
            || product.BOrder != null
            || (product.Rows > 2 * S.TileRows && product.BStep > PanelWidth);
        var sizeTile = S.TileRows * PanelWidth;
        var sizeB = (packsB ? panels : 1) * PanelStride(maxDepth);
        var sizeA = product.CopiesRows ? S.TileRows * Packing.CopyStride<T>(maxDepth) : 0;
        var sizeRows = Packing.CopiesColumns<T, V, S>(product) ? S.Lanes * Packing.CopyStride<T>(maxDepth) : 0;
        nint elements = (2 * sizeTile) + sizeA + sizeRows + sizeB;
        var memory = new Memory { Scratch = (T*)Scratch.Rent(elements * sizeof(T)) };
        memory.Bias = memory.Scratch + sizeTile;
        memory.A = memory.Bias + sizeTile;
        memory.Rows = memory.A + sizeA;
        memory.B = memory.Rows + sizeRows;
        new Span<T>(memory.Bias, sizeTile).Clear();
        var k = 0;
        do
        {
            var depth = Math.Min(maxDepth, product.Depth - k);
            var part = product.Part(k, depth);
            part.Ending = k + depth == product.Depth ? product.Ending : ProductEnding.None;

            // If B stays in place, only its last panel is packed where it is not whole, for a tile reads whole vectors.
            var inPlace =
                packsB ? 0
                : product.IsPadded ? product.Columns
                : product.Columns / PanelWidth * PanelWidth;
            if (inPlace < product.Columns)
            {
                var rest = part.Block(0, 0, inPlace, product.Columns - inPlace);
                Packing.PackPanels<T, V, S>(rest, PanelWidth, PanelStride(depth), memory.Rows, memory.B);
            }

            var width = (panelsAtOnce == 0 ? panels : panelsAtOnce) * PanelWidth;
            for (var column = 0; column < product.Columns; column += width)
            {
                var tiles = part.Block(0, product.Rows, column, Math.Min(width, product.Columns - column));
                var packed = memory;
                packed.B += packsB ? column / PanelWidth * PanelStride(depth) : 0;
                RunTiles(tiles, packsB, packed, isFirst: k == 0);
            }

            k += maxDepth;
        } while (k < product.Depth);
    }

    private static void RunTiles(in Product<T> product, bool isPacked, in Memory memory, bool isFirst)
    {
        Tile<T, V, S>.Operands operands;
        var tile = &operands;
        tile->ARowStride = product.CopiesRows ? Packing.CopyStride<T>(product.Depth) : product.ARowStride;
        tile->AStep = product.AStep;
        tile->Depth = product.Depth;
        tile->Scratch = memory.Scratch;
        tile->CStride = product.CStride;
        tile->InitialIsC = !isFirst;
        tile->InitialStride = isFirst ? PanelWidth : product.CStride;
        var width = PanelWidth;
        var tiles = DivideUp(product.Rows, S.TileRows);
        for (int index = 0, row = 0; index < tiles; index++)
        {
            // Tiles of nearly the same height: a last tile of one row would wait for each of its sums.
            var next = (int)((long)product.Rows * (index + 1) / tiles);
            tile->A = product.A + (row * product.ARowStride);
            if (product.CopiesRows)
            {
                CopyRows(product, row, next, memory.A);
                tile->A = memory.A;
            }

            if (isFirst && product.Bias != null)
            {
                FillRows(next - row, product.Bias + row, memory.Bias);
            }

            var panel = memory.B;
            for (var column = 0; column < product.Columns; column += width)
            {
                var columns = Math.Min(width, product.Columns - column);
                var inPlace = !isPacked && (columns == width || product.IsPadded);
                tile->B = inPlace ? product.B + column : panel;
                tile->BStep = inPlace ? product.BStep : width;
                panel += inPlace ? 0 : PanelStride(product.Depth);
                tile->C = product.C + (row * product.CStride) + column;
                tile->Initial = isFirst ? memory.Bias : tile->C;
                columns = product.IsPadded ? DivideUp(columns, S.Lanes) * S.Lanes : columns;
                if (product.CopiesRows)
                {
                    FetchRows(product, next, column / width);
                }

                Tile<T, V, S>.Run(next - row, columns, tile);
                if (product.Ending != ProductEnding.None)
                {
                    End(product, row, next, column, columns);
                }
            }

            row = next;
        }
    }

    private static void CopyRows(in Product<T> product, int row, int endRow, T* to)
    {
        for (; row < endRow; row++, to += Packing.CopyStride<T>(product.Depth))
        {
            var from = product.A + (row * product.ARowStride);
            new ReadOnlySpan<T>(from, product.Depth).CopyTo(new Span<T>(to, product.Depth));
        }
    }

    /// <summary>Brings a part of the next tile's rows near, which will be copied: as many parts as there are panels.</summary>
    private static void FetchRows(in Product<T> product, int firstRow, int part)
    {
        var share = DivideUp(S.TileRows, DivideUp(product.Columns, PanelWidth));
        var row = firstRow + (part * share);
        var end = Math.Min(row + share, Math.Min(firstRow + S.TileRows, product.Rows));
        for (; row < end && Sse.IsSupported; row++)
        {
            var from = product.A + (row * product.ARowStride);
            for (nint k = 0; k < product.Depth; k += Hardware.CacheLine / sizeof(T))
            {
                Sse.Prefetch1(from + k);
            }
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

    private static int DivideUp(int value, int by) => (value + by - 1) / by;

    /// <summary>Scratch memory: a tile, what the sums of a tile start from, rows of A, rows of B, panels of B.</summary>
    private struct Memory
    {
        internal T* Scratch;
        internal T* Bias;
        internal T* A;
        internal T* Rows;
        internal T* B;
    }
}
