using System.Numerics;
using System.Numerics.Tensors;
using FunctionalMlp.Kernels;

namespace FunctionalMlp;

/// <summary>An immutable dense matrix, stored row by row, with value equality.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <remarks>Created by the functions of <see cref="Matrix"/>, which copy what they are given.</remarks>
public sealed class Matrix<T> : IEquatable<Matrix<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] _storage;
    private readonly int _offset;

    /// <summary>Adopts <paramref name="storage"/>, which nobody may write to from then on.</summary>
    internal Matrix(int rows, int columns, T[] storage, int offset = 0)
    {
        InvalidInputException.RequireElementType<T>();
        Rows = rows;
        Columns = columns;
        _storage = storage;
        _offset = offset;
    }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The number of columns.</summary>
    public int Columns { get; }

    /// <summary>All entries, row by row (a view, no copy).</summary>
    public ReadOnlySpan<T> Span => new(_storage, _offset, Rows * Columns);

    /// <summary>One entry.</summary>
    /// <param name="row">0 … <see cref="Rows"/> − 1.</param>
    /// <param name="column">0 … <see cref="Columns"/> − 1.</param>
    /// <exception cref="InvalidInputException">The entry lies outside the matrix.</exception>
    public T this[int row, int column]
    {
        get
        {
            InvalidInputException.RequireIndex(nameof(row), Rows, row);
            InvalidInputException.RequireIndex(nameof(column), Columns, column);
            return _storage[_offset + (row * Columns) + column];
        }
    }

    /// <summary>One row (a view, no copy).</summary>
    /// <param name="row">0 … <see cref="Rows"/> − 1.</param>
    /// <exception cref="InvalidInputException">There is no such row.</exception>
    public ReadOnlySpan<T> Row(int row)
    {
        InvalidInputException.RequireIndex(nameof(row), Rows, row);
        return Span.Slice(row * Columns, Columns);
    }

    /// <summary>The rows <paramref name="start"/> … <paramref name="start"/> + <paramref name="count"/> − 1 (a view, no copy).</summary>
    /// <param name="start">The first row.</param>
    /// <param name="count">How many rows.</param>
    /// <exception cref="InvalidInputException">The range leaves the matrix.</exception>
    public Matrix<T> RowRange(int start, int count)
    {
        InvalidInputException.RequireRange(nameof(start), Rows, start, count);
        return new Matrix<T>(count, Columns, _storage, _offset + (start * Columns));
    }

    /// <summary>The rows with the given numbers, in that order; a number may come more than once.</summary>
    /// <param name="rows">Row numbers, each 0 … <see cref="Rows"/> − 1.</param>
    /// <exception cref="InvalidInputException">There is no such row, or the result has more entries than an array can hold.</exception>
    public Matrix<T> SelectRows(ReadOnlySpan<int> rows)
    {
        var result = new T[InvalidInputException.RequireSize(nameof(rows), rows.Length, Columns)];
        for (var i = 0; i < rows.Length; i++)
        {
            InvalidInputException.RequireIndex(nameof(rows), Rows, rows[i]);
            Span.Slice(rows[i] * Columns, Columns).CopyTo(result.AsSpan(i * Columns));
        }

        return new Matrix<T>(rows.Length, Columns, result);
    }

    /// <summary>The transposed matrix, <see cref="Columns"/>×<see cref="Rows"/>.</summary>
    public Matrix<T> Transpose()
    {
        var result = new T[Rows * Columns];
        var source = Span;
        for (var i = 0; i < Rows; i++)
        {
            for (var j = 0; j < Columns; j++)
            {
                result[(j * Rows) + i] = source[(i * Columns) + j];
            }
        }

        return new Matrix<T>(Columns, Rows, result);
    }

    /// <summary>Every entry through a function; same shape.</summary>
    /// <param name="function">Applied to each entry.</param>
    public Matrix<T> Map(Func<T, T> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        var result = new T[Rows * Columns];
        var source = Span;
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = function(source[i]);
        }

        return new Matrix<T>(Rows, Columns, result);
    }

    /// <summary>The element-wise product with a matrix of the same shape.</summary>
    /// <param name="other">Of the same shape.</param>
    /// <exception cref="InvalidInputException">The shapes differ.</exception>
    public Matrix<T> Hadamard(Matrix<T> other) => Combine(this, other, TensorPrimitives.Multiply, nameof(other));

    /// <summary>The entries as a new two-dimensional array.</summary>
    public T[,] ToArray()
    {
        var result = new T[Rows, Columns];
        Span.CopyTo(System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref Reference(result), Rows * Columns));
        return result;

        static ref T Reference(T[,] array) =>
            ref System.Runtime.CompilerServices.Unsafe.As<byte, T>(
                ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(array)
            );
    }

    /// <summary>The sum of two matrices of the same shape.</summary>
    /// <param name="left">The first summand.</param>
    /// <param name="right">The second summand, of the same shape.</param>
    /// <exception cref="InvalidInputException">The shapes differ.</exception>
    public static Matrix<T> operator +(Matrix<T> left, Matrix<T> right) => Combine(left, right, TensorPrimitives.Add);

    /// <summary>The difference of two matrices of the same shape.</summary>
    /// <param name="left">The minuend.</param>
    /// <param name="right">The subtrahend, of the same shape.</param>
    /// <exception cref="InvalidInputException">The shapes differ.</exception>
    public static Matrix<T> operator -(Matrix<T> left, Matrix<T> right) =>
        Combine(left, right, TensorPrimitives.Subtract);

    /// <summary>A scalar times a matrix.</summary>
    /// <param name="scalar">The factor of every entry.</param>
    /// <param name="matrix">The matrix.</param>
    public static Matrix<T> operator *(T scalar, Matrix<T> matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        var result = new T[matrix.Rows * matrix.Columns];
        TensorPrimitives.Multiply(matrix.Span, scalar, result);
        return new Matrix<T>(matrix.Rows, matrix.Columns, result);
    }

    /// <summary>The matrix product, equation (1): <paramref name="left"/> is n×m, <paramref name="right"/> m×l, the result n×l.</summary>
    /// <param name="left">The left factor, n×m.</param>
    /// <param name="right">The right factor, m×l.</param>
    /// <exception cref="InvalidInputException">The inner dimensions differ, or the result has more entries than an array can hold.</exception>
    public static Matrix<T> operator *(Matrix<T> left, Matrix<T> right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        InvalidInputException.RequireShape(nameof(right), left.Columns, right.Columns, right.Rows, right.Columns);
        var result = new T[InvalidInputException.RequireSize(nameof(right), left.Rows, right.Columns)];
        Products.Multiply(left.Rows, left.Columns, right.Columns, left.Span, right.Span, result);
        return new Matrix<T>(left.Rows, right.Columns, result);
    }

    /// <summary>Same shape and equal entries (NaN equals NaN, 0 equals −0, as <see cref="double.Equals(double)"/> has it).</summary>
    /// <param name="other">The matrix to compare with.</param>
    public bool Equals(Matrix<T>? other) =>
        other is not null && Rows == other.Rows && Columns == other.Columns && Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Matrix<T>);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Rows, Columns, ValueSequence.Hash(Span));

    /// <summary>The shape, and the entries of a small matrix.</summary>
    public override string ToString() => ValueSequence.Format(Rows, Columns, Span);

    private static Matrix<T> Combine(Matrix<T> left, Matrix<T> right, Combination combination, string name = "right")
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right, name);
        InvalidInputException.RequireShape(name, left.Rows, left.Columns, right.Rows, right.Columns);
        var result = new T[left.Rows * left.Columns];
        combination(left.Span, right.Span, result);
        return new Matrix<T>(left.Rows, left.Columns, result);
    }

    private delegate void Combination(ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<T> result);
}
