using System.Numerics;
using System.Runtime.CompilerServices;

namespace FunctionalMlp.Kernels;

/// <summary>Some columns of a B with many zeros, four and four, with the list of the steps k that each four need.</summary>
internal readonly unsafe struct ColumnGroups<T, V, S>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged
    where S : struct, ISimd<T, V>
{
    /// <summary>Columns whose lists and sums are near at once, and among which similar ones are looked for.</summary>
    internal const int MaxColumns = 128;

    private const int Group = SparseTile<T, V, S>.Columns;

    // Columns that lie anywhere are asked for so many before they are looked at.
    private const int Ahead = 4;

    private readonly int _depth;
    private readonly int _stride;
    private readonly nint* _offsets;
    private readonly T* _flags;
    private readonly ulong* _signatures;
    private readonly int* _order;
    private readonly int* _counts;
    private readonly ushort* _steps;

    /// <param name="product">Whose columns they are.</param>
    /// <param name="memory">As much as <see cref="Bytes"/> says, in whole cache lines.</param>
    internal ColumnGroups(in Product<T> product, byte* memory)
    {
        var depth = product.Depth;
        _depth = depth;
        _stride = Stride(depth);
        _offsets = (nint*)memory;
        _flags = (T*)(_offsets + _stride);
        _signatures = (ulong*)(_flags + _stride);
        _order = (int*)(_signatures + MaxColumns);
        _counts = _order + MaxColumns;
        AllSteps = (ushort*)(_counts + MaxColumns);
        _steps = AllSteps + _stride;
        for (var k = 0; k < depth; k++)
        {
            AllSteps[k] = (ushort)k;
            _offsets[k] = product.BRow(k);
        }
    }

    /// <summary>For each k, how many elements behind a column's first one its own is.</summary>
    internal nint* Offsets => _offsets;

    /// <summary>Every k, for sums that must not leave any out.</summary>
    internal ushort* AllSteps { get; }

    /// <summary>The memory that it needs.</summary>
    internal static nint Bytes(int depth)
    {
        nint perStep = sizeof(nint) + sizeof(T) + (((MaxColumns / Group) + 1) * sizeof(ushort));
        return (perStep * Stride(depth)) + (MaxColumns * (sizeof(ulong) + (2 * sizeof(int))));
    }

    /// <summary>The four columns of a group; the last group may have one more than once.</summary>
    internal int* Columns(int group) => _order + (group * Group);

    /// <summary>The steps of a group, in their order.</summary>
    internal ushort* Steps(int group) => _steps + ((nint)group * _stride);

    /// <summary>How many these are.</summary>
    internal int StepCount(int group) => _counts[group];

    /// <summary>The share of all steps that so many groups take.</summary>
    internal double Share(int groups)
    {
        var taken = 0L;
        for (var group = 0; group < groups; group++)
        {
            taken += _counts[group];
        }

        return (double)taken / ((long)groups * _depth);
    }

    /// <summary>Makes the groups of a product's columns; how many.</summary>
    internal int Find(in Product<T> product)
    {
        var columns = product.Columns;
        var groups = Division.Up(columns, Group);
        for (var column = 0; column < columns; column++)
        {
            _order[column] = column;
        }

        if (product.BStep == 1)
        {
            Sort(product);
        }

        for (var column = columns; column < groups * Group; column++)
        {
            _order[column] = _order[columns - 1];
        }

        for (var group = 0; group < groups; group++)
        {
            _counts[group] = product.BStep == 1 ? FindAlong(product, group) : FindAcross(product, group);
        }

        return groups;
    }

    private int FindAlong(in Product<T> product, int group)
    {
        var columns = Columns(group);
        return NonZeroSteps<T, V, S>.Find(
            _depth,
            product.BColumn(columns[0]),
            product.BColumn(columns[1]),
            product.BColumn(columns[2]),
            product.BColumn(columns[3]),
            Steps(group)
        );
    }

    private int FindAcross(in Product<T> product, int group)
    {
        // Row by row of B, for as many groups as a flag has room for.
        var i = group % (NonZeroSteps<T, V, S>.ColumnsOfFlags / Group);
        if (i == 0)
        {
            var column = group * Group;
            var columns = Math.Min(NonZeroSteps<T, V, S>.ColumnsOfFlags, product.Columns - column);
            NonZeroSteps<T, V, S>.Flag(_depth, columns, product.B + column, _offsets, _flags);
        }

        return NonZeroSteps<T, V, S>.Find(_depth, _flags, i, Steps(group));
    }

    /// <summary>Puts similar columns together: to the first one left, the three nearest to it.</summary>
    [MethodImpl(Hardware.Kernel)]
    private void Sort(in Product<T> product)
    {
        var columns = product.Columns;
        for (var column = 0; column < columns; column++)
        {
            if (product.BOrder != null && column + Ahead < columns)
            {
                Hardware.Fetch(product.BColumn(column + Ahead), _depth);
            }

            _signatures[column] = NonZeroSteps<T, V, S>.Signature(_depth, product.BColumn(column));
        }

        var order = _order;
        var signatures = _signatures;
        for (var first = 0; first < columns; first += Group)
        {
            var signature = signatures[first];
            for (var next = first + 1; next < Math.Min(columns, first + Group); next++)
            {
                var (nearest, least) = (next, int.MaxValue);
                for (var column = next; column < columns; column++)
                {
                    var distance = BitOperations.PopCount(signatures[column] ^ signature);
                    (nearest, least) = distance < least ? (column, distance) : (nearest, least);
                }

                (order[next], order[nearest]) = (order[nearest], order[next]);
                (signatures[next], signatures[nearest]) = (signatures[nearest], signatures[next]);
            }
        }
    }

    private static int Stride(int depth) =>
        Division.Up(depth + NonZeroSteps<T, V, S>.Excess, Hardware.CacheLine) * Hardware.CacheLine;
}
