using System.Numerics;
using System.Runtime.Intrinsics;

namespace FunctionalMlp.Kernels;

/// <summary>Cuts C into blocks and shares them among the threads; no sum is ever cut.</summary>
internal static unsafe class ParallelProduct
{
    // Waking another thread costs some microseconds: below this many multiply-adds it does not pay.
    internal const long MinimumWorkPerThread = 500_000;

    /// <summary>Computes the product with vectors of the given width (128, 256 or 512 bits).</summary>
    internal static void Run<T>(in Product<T> product, int threads, int width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (width == 512)
        {
            Run<T, Vector512<T>, Simd512<T>>(product, threads);
        }
        else if (width == 256)
        {
            Run<T, Vector256<T>, Simd256<T>>(product, threads);
        }
        else
        {
            Run<T, Vector128<T>, Simd128<T>>(product, threads);
        }
    }

    private static void Run<T, V, S>(in Product<T> product, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged
        where S : struct, ISimd<T, V>
    {
        var work = (long)product.Rows * product.Depth * product.Columns;
        var useful = WorkTeam.Threads(threads, work, MinimumWorkPerThread);
        if (useful == 1)
        {
            BlockedProduct<T, V, S>.Run(product);
            return;
        }

        var grid = new Grid<T>(product, useful, S.TileRows, BlockedProduct<T, V, S>.PanelWidth);
        WorkTeam.Run(useful, grid.Blocks, &RunBlock<T, V, S>, &grid);
    }

    private static void RunBlock<T, V, S>(void* state, int block)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged
        where S : struct, ISimd<T, V> => BlockedProduct<T, V, S>.Run(((Grid<T>*)state)->Block(block));

    /// <summary>C cut into nearly equal blocks along the borders of the tiles.</summary>
    private readonly struct Grid<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Product<T> _product;
        private readonly int _tileRows;
        private readonly int _tileColumns;
        private readonly int _across;
        private readonly int _down;

        internal Grid(in Product<T> product, int threads, int tileRows, int tileColumns)
        {
            _product = product;
            _tileRows = tileRows;
            _tileColumns = tileColumns;
            var bands = (product.Rows + tileRows - 1) / tileRows;
            var panels = (product.Columns + tileColumns - 1) / tileColumns;

            // Blocks side by side share no part of B, which is what packing costs; two a thread, so that a slow thread
            // keeps the others waiting for less.
            var wanted = 2 * threads;
            _across = Math.Min(panels, wanted);
            _down = Math.Min(bands, (wanted + _across - 1) / _across);
        }

        internal int Blocks => _across * _down;

        internal Product<T> Block(int index)
        {
            var (row, rows) = Part(index / _across, _down, _product.Rows, 1);
            var (column, columns) = Part(index % _across, _across, _product.Columns, _tileColumns);
            return _product.Block(row, rows, column, columns);
        }

        private static (int Start, int Length) Part(int index, int parts, int length, int unit)
        {
            var units = (length + unit - 1) / unit;
            var start = Math.Min(length, (int)((long)units * index / parts) * unit);
            var end = Math.Min(length, (int)((long)units * (index + 1) / parts) * unit);
            return (start, end - start);
        }
    }
}
