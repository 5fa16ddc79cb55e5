using System.Numerics;
using LinearAlgebra = MathNet.Numerics.LinearAlgebra;

namespace FunctionalMlp.Data;

/// <summary>
/// The bridge to Math.NET Numerics, on its own types: what MathNet.Numerics.FSharp makes are these types too. Everything is copied, for
/// Math.NET's matrices can be written to.
/// </summary>
public static class MathNetMatrices
{
    /// <summary>An immutable matrix with the entries of a Math.NET matrix, dense or sparse.</summary>
    /// <param name="matrix">The Math.NET matrix.</param>
    public static Matrix<T> ToMatrix<T>(this LinearAlgebra.Matrix<T> matrix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return Matrix.FromSpan<T>(matrix.RowCount, matrix.ColumnCount, matrix.ToRowMajorArray());
    }

    /// <summary>An immutable vector with the entries of a Math.NET vector, dense or sparse.</summary>
    /// <param name="vector">The Math.NET vector.</param>
    public static Vector<T> ToVector<T>(this LinearAlgebra.Vector<T> vector)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(vector);
        return Vector.FromSpan<T>(vector.ToArray());
    }

    /// <summary>A dense Math.NET matrix with the same entries.</summary>
    /// <param name="matrix">At least one row and one column: Math.NET has no empty matrices.</param>
    /// <exception cref="InvalidInputException">The matrix is empty.</exception>
    public static LinearAlgebra.Matrix<T> ToMathNet<T>(this Matrix<T> matrix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return matrix.Rows > 0 && matrix.Columns > 0
            ? LinearAlgebra.Matrix<T>.Build.DenseOfRowMajor(matrix.Rows, matrix.Columns, matrix.Span.ToArray())
            : throw new InvalidInputException(nameof(matrix), "at least one entry", $"{matrix.Rows}×{matrix.Columns}");
    }

    /// <summary>A dense Math.NET vector with the same entries.</summary>
    /// <param name="vector">At least one entry: Math.NET has no empty vectors.</param>
    /// <exception cref="InvalidInputException">The vector is empty.</exception>
    public static LinearAlgebra.Vector<T> ToMathNet<T>(this Vector<T> vector)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(vector);
        return vector.Length > 0
            ? LinearAlgebra.Vector<T>.Build.DenseOfArray(vector.ToArray())
            : throw new InvalidInputException(nameof(vector), "at least one entry", "none");
    }
}
