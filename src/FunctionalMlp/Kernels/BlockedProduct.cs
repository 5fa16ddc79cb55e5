using System.Numerics;

namespace FunctionalMlp.Kernels;

/// <summary>
/// A product on one thread, cut so that its parts stay in the caches: a block of B, which all rows of A pass, in the second level, or in the
/// third where A exceeds the second too; and nearer what several tiles in a row read: some panels of B (each one tile wide), or the rows of A of
/// one tile or, over a far panel, of some. From one block of k to the next the sums rest in C, so each is still one chain over k.
/// </summary>
internal static unsafe class BlockedProduct<T, V, S>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged
    where S : struct, ISimd<T, V>
{
    // Longer chains in registers mean fewer passes over C.
    private const int MaxDepth = 1024;

    // Of B. Where so many bytes of A pass it, these come from the third level for each block again. It is faster to have B come from there instead: packed,
    // it is read from end to end, while each row of A may be in a page of its own.
    private const int NearBytes = 512 * 1024;
    private const int FarBytes = 5 << 20;
    private const int MinimumBytesOfA = 2 << 20;

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

        RunBlocks(product);
        return product.Ending != ProductEnding.None;
    }

    private static void RunBlocks(in Product<T> product)
    {
        var steps = Math.Max(1, Division.Up(product.Depth, MaxDepth));
        var depth = Division.Up(product.Depth, steps);
        var packsB =
            product.BColumnStride != 1
            || product.BOrder != null
            || (product.Rows > 2 * S.TileRows && product.BStep > PanelWidth);
        var isFar = packsB && (long)product.Rows * depth * sizeof(T) > MinimumBytesOfA;
        var panels = Math.Max(1, (isFar ? FarBytes : NearBytes) / sizeof(T) / PanelStride(depth));
        var columns = Math.Clamp(product.Columns, 1, panels * PanelWidth);
        var sizeTile = S.TileRows * PanelWidth;
        nint sizeB = (packsB ? Division.Up(columns, PanelWidth) : 1) * PanelStride(depth);
        var scratch = (T*)Scratch.Rent(((2 * sizeTile) + sizeB) * sizeof(T));
        var block = new TiledBlock<T, V, S>
        {
            Scratch = scratch,
            Bias = scratch + sizeTile,
            B = scratch + (2 * sizeTile),
            PacksB = packsB,
            IsFar = isFar,
        };
        new Span<T>(block.Bias, sizeTile).Clear();
        var across = Division.Up(product.Columns, columns);
        var blocks = across * (depth > 0 ? Division.Up(product.Depth, depth) : 1);
        for (var index = 0; index < blocks; index++)
        {
            block.Product = Block(product, depth, columns, index);
            block.Next = !isFar && index + 1 < blocks ? Block(product, depth, columns, index + 1) : default;
            block.IsFirst = index < across;
            block.Run();
        }
    }

    /// <summary>One of the blocks of all columns and then of the next k.</summary>
    private static Product<T> Block(in Product<T> product, int depth, int columns, int index)
    {
        var across = Division.Up(product.Columns, columns);
        var column = index % across * columns;
        var k = index / across * depth;
        var part = product.Part(k, Math.Min(depth, product.Depth - k));
        part.Ending = k + part.Depth == product.Depth ? product.Ending : ProductEnding.None;
        return part.Block(0, product.Rows, column, Math.Min(columns, product.Columns - column));
    }
}
