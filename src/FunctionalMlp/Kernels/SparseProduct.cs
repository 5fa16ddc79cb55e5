using System.Numerics;
using System.Runtime.CompilerServices;

namespace FunctionalMlp.Kernels;

/// <summary>
/// A product on one thread whose B has many zeros, as images have: no step k is taken at which B is zero in all four columns of a tile. The bits are those of
/// the product of all steps, fma(a, 0, c) being c for each finite a, but for the sign of a zero: where a sum ends at −0, all steps are taken after all.
/// </summary>
internal static unsafe class SparseProduct<T, V, S>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged
    where S : struct, ISimd<T, V>
{
    private const int Group = SparseTile<T, V, S>.Columns;
    private const int Probes = 64;

    // Above this share of groups with a number in them, looking for the others costs more than it spares: four inputs side by side, or four samples as they come,
    // which are to become similar ones. Above this share of steps, leaving them out does.
    private const double MaxDensity = 0.72;
    private const double MaxDensityOfSamples = 0.82;
    private const double MaxSteps = 0.8;

    /// <summary>Whether the product is one for this kernel, with its rows shared among so many threads.</summary>
    internal static bool Suits(in Product<T> product, int threads) =>
        product.MayHaveZeros
        && product.AStep == 1
        && product.Depth <= (product.TurnsColumns ? MaxTurnedDepth : ushort.MaxValue)
        && Pays(product, (double)product.Rows / threads)
        && Density(product) <= (product.TurnsColumns ? MaxDensityOfSamples : MaxDensity);

    private static int MaxTurnedDepth =>
        Math.Min(ushort.MaxValue, Packing.MaxCopyBytes / sizeof(T) / ColumnGroups<T, V, S>.MaxColumns);

    // The share of steps that Fashion-MNIST leaves, with those of the lanes behind the last row; and what it costs to copy A, to write C, and to look for zeros, in
    // parts of what all steps take where one FMA of 512 bits begins a cycle. Where two begin it is twice as much, so it is to pay for something between.
    private static bool Pays(in Product<T> product, double rowsOfThread)
    {
        var lanes = Math.Ceiling(rowsOfThread / S.Lanes) * S.Lanes;
        var costs =
            (10.0 / product.Columns) + (6.0 / product.Depth) + ((product.TurnsColumns ? 18 : 11) / rowsOfThread);
        return 0.62 * lanes / rowsOfThread < 1 - (1.4 * costs);
    }

    /// <summary>Computes the product, if A is finite and there are enough zeros; otherwise it says no, and may have written some of C.</summary>
    internal static bool TryRun(in Product<T> product)
    {
        // Whatever the size of A, its copy stays small, or has as few rows as a block; all rows have the same steps.
        var most = Packing.MaxCopyBytes / sizeof(T) / product.Depth / S.Lanes;
        var atOnce = Math.Max(most, SparseTile<T, V, S>.MaxVectors) * S.Lanes;
        for (var row = 0; row < product.Rows; row += atOnce)
        {
            var rows = Math.Min(atOnce, product.Rows - row);
            if (!TryRunRows(product.Block(row, rows, 0, product.Columns)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryRunRows(in Product<T> product)
    {
        var vectors = Division.Up(product.Rows, S.Lanes);
        var memory = new Memory(product, vectors);
        for (var column = 0; column < product.Columns; column += ColumnGroups<T, V, S>.MaxColumns)
        {
            var columns = Math.Min(ColumnGroups<T, V, S>.MaxColumns, product.Columns - column);
            var window = Turned(product.Block(0, product.Rows, column, columns), memory);
            var groups = memory.Groups.Find(window);
            if (column == 0)
            {
                if (memory.Groups.Share(groups) > MaxSteps || !IsFinite(product))
                {
                    return false;
                }

                PackRows(product, vectors, memory);
            }

            RunWindow(window, groups, vectors, memory);
        }

        return true;
    }

    /// <summary>The share of groups of four numbers, side by side, or of a vector's if it has only two, that have one which is not zero; by a few of them.</summary>
    private static double Density(in Product<T> product)
    {
        var areColumns = product.BStep == 1;
        var (lines, length) = areColumns ? (product.Columns, product.Depth) : (product.Depth, product.Columns);
        var (groups, nonZeros) = (0, 0);
        for (var probe = 0; probe < Probes; probe++)
        {
            var line = Division.Share(lines, probe, Probes);
            var first = areColumns ? product.BColumn(line) : product.B + product.BRow(line);
            var at = (int)((uint)(probe * 40503) % (uint)(length - S.Lanes + 1));
            var lanes = NonZeroSteps<T, V, S>.NonZeros(S.Load(first + at));
            lanes |= lanes >> 1;
            lanes |= lanes >> 2;
            groups += Math.Max(1, S.Lanes / Group);
            nonZeros += BitOperations.PopCount(lanes & 0x11111111);
        }

        return (double)nonZeros / groups;
    }

    /// <summary>The same columns from end to end, if they are to be turned.</summary>
    private static Product<T> Turned(Product<T> product, in Memory memory)
    {
        if (product.TurnsColumns)
        {
            nint stride = Packing.CopyStride<T>(product.Depth);
            Transposition.Run(product.Depth, product.Columns, product.B, product.BStep, memory.Columns, stride);
            (product.BStep, product.BColumnStride) = (1, stride);
            product.B = memory.Columns;
        }

        return product;
    }

    /// <summary>Whether A is finite: zero times anything else is no zero.</summary>
    [MethodImpl(Hardware.Kernel)]
    private static bool IsFinite(in Product<T> product)
    {
        var zero = S.Broadcast(T.Zero);
        var (even, odd) = (zero, zero);
        for (var row = 0; row < product.Rows; row++)
        {
            var a = product.A + (row * product.ARowStride);
            var k = 0;
            for (; k <= product.Depth - (2 * S.Lanes); k += 2 * S.Lanes)
            {
                even = S.MultiplyAdd(S.Load(a + k), zero, even);
                odd = S.MultiplyAdd(S.Load(a + k + S.Lanes), zero, odd);
            }

            for (; k < product.Depth; k += S.Lanes)
            {
                even = S.MultiplyAdd(S.LoadPart(a + k, Math.Min(S.Lanes, product.Depth - k)), zero, even);
            }
        }

        return NonZeroSteps<T, V, S>.NonZeros(S.Add(even, odd)) == 0;
    }

    /// <summary>A's rows as lanes, block by block, and what their sums start from.</summary>
    private static void PackRows(in Product<T> product, int vectors, in Memory memory)
    {
        var padded = vectors * S.Lanes;
        new Span<T>(memory.Initial, padded).Clear();
        if (product.Bias != null)
        {
            new ReadOnlySpan<T>(product.Bias, product.Rows).CopyTo(new Span<T>(memory.Initial, padded));
        }

        var blocks = Division.Up(vectors, SparseTile<T, V, S>.MaxVectors);
        for (var block = 0; block < blocks; block++)
        {
            var (row, rows) = Rows(vectors, block, blocks);
            var given = Math.Min(rows, product.Rows - row);
            var panel = memory.A + ((nint)row * product.Depth);
            if (given < rows)
            {
                new Span<T>(panel, rows * product.Depth).Clear();
            }

            var from = product.A + (row * product.ARowStride);
            Transposition.Run(given, product.Depth, from, product.ARowStride, panel, rows);
        }
    }

    private static void RunWindow(in Product<T> product, int groups, int vectors, in Memory memory)
    {
        SparseTile<T, V, S>.Operands operands;
        var tile = &operands;
        tile->Offsets = memory.Groups.Offsets;
        var blocks = Division.Up(vectors, SparseTile<T, V, S>.MaxVectors);
        for (var block = 0; block < blocks; block++)
        {
            var (row, rows) = Rows(vectors, block, blocks);
            tile->A = memory.A + ((nint)row * product.Depth);
            tile->Initial = memory.Initial + row;
            for (var group = 0; group < groups; group++)
            {
                var columns = memory.Groups.Columns(group);
                tile->B0 = product.BColumn(columns[0]);
                tile->B1 = product.BColumn(columns[1]);
                tile->B2 = product.BColumn(columns[2]);
                tile->B3 = product.BColumn(columns[3]);
                tile->C0 = memory.Sums + (columns[0] * rows);
                tile->C1 = memory.Sums + (columns[1] * rows);
                tile->C2 = memory.Sums + (columns[2] * rows);
                tile->C3 = memory.Sums + (columns[3] * rows);
                tile->Steps = memory.Groups.Steps(group);
                tile->Count = memory.Groups.StepCount(group);
                SparseTile<T, V, S>.Run(rows / S.Lanes, tile);
                if (HasNegativeZero(rows, tile) && tile->Count < product.Depth)
                {
                    tile->Steps = memory.Groups.AllSteps;
                    tile->Count = product.Depth;
                    SparseTile<T, V, S>.Run(rows / S.Lanes, tile);
                }
            }

            var given = Math.Min(rows, product.Rows - row);
            var to = product.C + (row * product.CStride);
            Transposition.Run(product.Columns, given, memory.Sums, rows, to, product.CStride);
        }
    }

    [MethodImpl(Hardware.Kernel)]
    private static bool HasNegativeZero(int rows, SparseTile<T, V, S>.Operands* tile)
    {
        var found = 0u;
        for (var row = 0; row < rows; row += S.Lanes)
        {
            found |= NegativeZeros(tile->C0 + row) | NegativeZeros(tile->C1 + row);
            found |= NegativeZeros(tile->C2 + row) | NegativeZeros(tile->C3 + row);
        }

        return found != 0;
    }

    /// <summary>The lanes that equal zero and yet have a sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint NegativeZeros(T* values)
    {
        var value = S.Load(values);
        return S.SignBits(S.AndBits(S.AreEqual(value, S.Broadcast(T.Zero)), value));
    }

    private static (int Row, int Rows) Rows(int vectors, int block, int blocks)
    {
        var start = Division.Share(vectors, block, blocks);
        return (start * S.Lanes, (Division.Share(vectors, block + 1, blocks) - start) * S.Lanes);
    }

    /// <summary>The parts of the scratch memory.</summary>
    private readonly struct Memory
    {
        internal readonly T* A;
        internal readonly T* Initial;
        internal readonly T* Sums;
        internal readonly T* Columns;
        internal readonly ColumnGroups<T, V, S> Groups;

        internal Memory(Product<T> product, int vectors)
        {
            var depth = product.Depth;
            var padded = (nint)vectors * S.Lanes;
            nint sums = ColumnGroups<T, V, S>.MaxColumns * SparseTile<T, V, S>.MaxVectors * S.Lanes;
            nint columns = product.TurnsColumns ? ColumnGroups<T, V, S>.MaxColumns * Packing.CopyStride<T>(depth) : 0;
            var elements = (padded * depth) + sums + columns + padded;
            A = (T*)Scratch.Rent((elements * sizeof(T)) + ColumnGroups<T, V, S>.Bytes(depth));
            Sums = A + (padded * depth);
            Columns = Sums + sums;
            Initial = Columns + columns;
            product.BStep = product.TurnsColumns ? 1 : product.BStep;
            Groups = new ColumnGroups<T, V, S>(product, (byte*)(Initial + padded));
        }
    }
}
