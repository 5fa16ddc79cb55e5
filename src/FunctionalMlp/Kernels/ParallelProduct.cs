using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FunctionalMlp.Kernels;

/// <summary>Cuts C into blocks and shares them among the threads; no sum is ever cut.</summary>
internal static unsafe class ParallelProduct
{
    // Waking another thread costs a microsecond or two: below this many multiply-adds it does not pay.
    internal const long MinimumWorkPerThread = 250_000;

    private const long SmallWork = 20_000;

    /// <summary>
    /// Computes the product with vectors of the given width (128, 256 or 512 bits). What is to follow is called for each block of C that is done, with its
    /// first row, rows, first column and columns, by the thread that computed it; but not where the kernel has put <see cref="Product{T}.Ending"/> in its place.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Run<T>(
        in Product<T> product,
        int threads,
        int width,
        delegate* <void*, int, int, int, int, void> next = null,
        void* state = null
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var follow = new Follow { Next = next, State = state };
        switch (width > 0 ? width : Hardware.Width)
        {
            case 512:
                Run<T, Vector512<T>, Simd512<T>>(product, threads, follow);
                break;
            case 256:
                Run<T, Vector256<T>, Simd256<T>>(product, threads, follow);
                break;
            default:
                Run<T, Vector128<T>, Simd128<T>>(product, threads, follow);
                break;
        }
    }

    private static void Run<T, V, S>(in Product<T> product, int threads, Follow follow)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged
        where S : struct, ISimd<T, V>
    {
        var work = (long)product.Rows * product.Depth * product.Columns;
        if (work <= SmallWork)
        {
            // At once: the call itself is a part of what it takes.
            RunAlone<T, V, S>(product, follow);
            return;
        }

        var useful = WorkTeam.Threads(threads, work, MinimumWorkPerThread);
        var decided = product;
        decided.SkipsZeros = SparseProduct<T, V, S>.Suits(product, useful);
        if (useful == 1)
        {
            RunAlone<T, V, S>(decided, follow);
            return;
        }

        var grid = new Grid<T>(decided, useful, S.TileRows, BlockedProduct<T, V, S>.PanelWidth, S.Lanes, follow);
        WorkTeam.Run(useful, grid.Blocks, &RunBlock<T, V, S>, &grid);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RunAlone<T, V, S>(in Product<T> product, Follow follow)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged
        where S : struct, ISimd<T, V>
    {
        if (!BlockedProduct<T, V, S>.Run(product))
        {
            follow.Call(0, product.Rows, 0, product.Columns);
        }
    }

    private static void RunBlock<T, V, S>(void* state, int block)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged
        where S : struct, ISimd<T, V>
    {
        var grid = (Grid<T>*)state;
        var (row, rows, column, columns) = grid->Block(block);
        if (!BlockedProduct<T, V, S>.Run(grid->Product.Block(row, rows, column, columns)))
        {
            grid->Follow.Call(row, rows, column, columns);
        }
    }

    private struct Follow
    {
        internal delegate* <void*, int, int, int, int, void> Next;
        internal void* State;

        internal readonly void Call(int row, int rows, int column, int columns)
        {
            if (Next != null)
            {
                Next(State, row, rows, column, columns);
            }
        }
    }

    /// <summary>C cut into nearly equal blocks along the borders of the tiles.</summary>
    private readonly struct Grid<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private const int MinimumRowsPerCopy = 32;
        private const int MaxBytesReadTwice = 8 << 20;

        // Taking another block costs some tenths of a microsecond.
        private const long MinimumWorkOfRest = 100_000;

        private readonly int _columnUnit;
        private readonly int _across;
        private readonly int _down;
        private readonly int _restColumn;
        private readonly int _restDown;

        internal Grid(in Product<T> product, int threads, int tileRows, int panelWidth, int lanes, Follow follow)
        {
            Product = product;
            Follow = follow;
            var bands = Division.Up(product.Rows, tileRows);
            var panels = Division.Up(product.Columns, panelWidth);
            if ((product.SharesRows || product.SkipsZeros) && product.Rows >= MinimumRowsPerCopy * threads)
            {
                // Each block copies all of B, or looks through it, so there is one for each thread, with rows enough to be worth it.
                _across = 1;
                _down = threads;
                _columnUnit = panelWidth;
                return;
            }

            // Blocks side by side share no part of B, which is what copying costs; two a thread, so that a slow thread keeps the others
            // waiting for less, unless A is so large that reading all of it twice costs more. Few panels are cut into single vectors, or one
            // thread would have half as much again as another.
            var readsOnce = (long)product.Rows * product.Depth * sizeof(T) > MaxBytesReadTwice;
            var wanted = panels < 4 * threads || readsOnce ? threads : 2 * threads;
            _columnUnit = panels < 4 * threads ? lanes : panelWidth;
            var units = Division.Up(product.Columns, _columnUnit);
            _across = Math.Min(units, wanted);
            _down = Math.Min(bands, Division.Up(wanted, _across));

            // What is left when each thread has as many vectors as the others, all threads share by rows.
            var work = (long)product.Rows * product.Depth * (units % threads * _columnUnit);
            if (_across == threads && units > threads && work >= MinimumWorkOfRest)
            {
                _restColumn = units / threads * threads * _columnUnit;
                _restDown = Math.Min(bands, threads);
            }
        }

        internal Product<T> Product { get; }

        internal Follow Follow { get; }

        internal int Blocks => (_across * _down) + _restDown;

        /// <summary>The block of a number. Those of the rest come second, for the first and the last ones are what threads begin with.</summary>
        internal (int Row, int Rows, int Column, int Columns) Block(int index)
        {
            var columns = _restDown > 0 ? _restColumn : Product.Columns;
            if (index > 0 && index <= _restDown)
            {
                var (restRow, restRows) = Part(index - 1, _restDown, Product.Rows, 1);
                return (restRow, restRows, columns, Product.Columns - columns);
            }

            index -= index > 0 ? _restDown : 0;
            var (row, rows) = Part(index / _across, _down, Product.Rows, 1);
            var (column, length) = Part(index % _across, _across, columns, _columnUnit);
            return (row, rows, column, length);
        }

        private static (int Start, int Length) Part(int index, int parts, int length, int unit)
        {
            var units = Division.Up(length, unit);
            var start = Math.Min(length, Division.Share(units, index, parts) * unit);
            var end = Math.Min(length, Division.Share(units, index + 1, parts) * unit);
            return (start, end - start);
        }
    }
}
