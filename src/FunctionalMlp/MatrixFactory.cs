using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FunctionalMlp;

/// <summary>Creates matrices; everything given is copied.</summary>
public static class Matrix
{
    /// <summary>A matrix from its entries, row by row.</summary>
    /// <param name="rows">The number of rows, 0 or more.</param>
    /// <param name="columns">The number of columns, 0 or more.</param>
    /// <param name="values">Entries, rows times columns of them.</param>
    /// <exception cref="InvalidInputException">A negative size, or another number of entries.</exception>
    public static Matrix<T> FromSpan<T>(int rows, int columns, ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (values.Length != Size(rows, columns))
        {
            throw new InvalidInputException(
                nameof(values),
                $"{(long)rows * columns} entries for a {InvalidInputException.Shape(rows, columns)} matrix",
                $"{values.Length}"
            );
        }

        return new Matrix<T>(rows, columns, values.ToArray());
    }

    /// <summary>A matrix from its rows.</summary>
    /// <param name="rows">Rows of one length.</param>
    /// <exception cref="InvalidInputException">The rows differ in length, or have more entries than an array can hold.</exception>
    public static Matrix<T> FromRows<T>(IEnumerable<T[]> rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(rows);
        var all = rows.ToArray();
        for (var i = 0; i < all.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(all[i], $"{nameof(rows)}[{i}]");
        }

        var columns = all.Length == 0 ? 0 : all[0].Length;
        var values = new T[Size(all.Length, columns)];
        for (var i = 0; i < all.Length; i++)
        {
            if (all[i].Length != columns)
            {
                throw new InvalidInputException(
                    nameof(rows),
                    $"{columns} entries in each row",
                    $"{all[i].Length} in row {i}"
                );
            }

            all[i].CopyTo(values, i * columns);
        }

        return new Matrix<T>(all.Length, columns, values);
    }

    /// <summary>A matrix from a two-dimensional array.</summary>
    /// <param name="values">The entries.</param>
    /// <exception cref="InvalidInputException">More entries than an array of one dimension can hold.</exception>
    public static Matrix<T> FromArray<T>(T[,] values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(values);
        var (rows, columns) = (values.GetLength(0), values.GetLength(1));
        var size = InvalidInputException.RequireSize(nameof(values), rows, columns);
        ref var first = ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(values));
        return new Matrix<T>(rows, columns, MemoryMarshal.CreateReadOnlySpan(ref first, size).ToArray());
    }

    /// <summary>A matrix whose entries are a function of row and column.</summary>
    /// <param name="rows">The number of rows, 0 or more.</param>
    /// <param name="columns">The number of columns, 0 or more.</param>
    /// <param name="entry">(row, column) to entry.</param>
    /// <exception cref="InvalidInputException">A negative size, or more entries than an array can hold.</exception>
    public static Matrix<T> Create<T>(int rows, int columns, Func<int, int, T> entry)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(entry);
        var values = new T[Size(rows, columns)];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                values[(i * columns) + j] = entry(i, j);
            }
        }

        return new Matrix<T>(rows, columns, values);
    }

    /// <summary>A matrix of zeros.</summary>
    /// <param name="rows">The number of rows, 0 or more.</param>
    /// <param name="columns">The number of columns, 0 or more.</param>
    /// <exception cref="InvalidInputException">A negative size, or more entries than an array can hold.</exception>
    public static Matrix<T> Zeros<T>(int rows, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(rows, columns, new T[Size(rows, columns)]);

    /// <summary>The identity matrix, <paramref name="size"/>×<paramref name="size"/>.</summary>
    /// <param name="size">The number of rows and of columns, 0 or more.</param>
    /// <exception cref="InvalidInputException">A negative size, or more entries than an array can hold.</exception>
    public static Matrix<T> Identity<T>(int size)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        InvalidInputException.RequireAtLeast(nameof(size), 0, size);
        InvalidInputException.RequireSize(nameof(size), size, size);
        return Create(size, size, (i, j) => i == j ? T.One : T.Zero);
    }

    private static int Size(int rows, int columns)
    {
        InvalidInputException.RequireAtLeast(nameof(rows), 0, rows);
        InvalidInputException.RequireAtLeast(nameof(columns), 0, columns);
        return InvalidInputException.RequireSize(nameof(rows), rows, columns);
    }
}
