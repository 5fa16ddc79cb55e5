using System.Numerics;

namespace FunctionalMlp.Calculus;

/// <summary>
/// The Kronecker product of L and R as a linear map of matrices read row by row, equation (E39). A factor may be the
/// identity, and the product is formed densely only when asked for.
/// </summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <remarks>The Jacobians of a matrix product are of this form: see <see cref="ProductJacobian"/>.</remarks>
public sealed class KroneckerProduct<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Factor _left;
    private readonly Factor _right;

    private KroneckerProduct(Factor left, Factor right)
    {
        _left = left;
        _right = right;
    }

    /// <summary>The number of rows of the dense form: one for each entry of the result, read row by row.</summary>
    public long Rows => (long)_left.Rows * _right.Rows;

    /// <summary>The number of columns of the dense form: one for each entry of the argument, read row by row.</summary>
    public long Columns => (long)_left.Columns * _right.Columns;

    /// <summary>The entries of the dense form that are not zero whatever the values: an identity factor has one in each row.</summary>
    public long StructuralNonZeros => _left.StructuralNonZeros * _right.StructuralNonZeros;

    /// <summary>The map of a matrix X; its Jacobian is the product, equation (E39).</summary>
    /// <param name="argument">X, columns of L × columns of R.</param>
    /// <returns>Rows of L × rows of R.</returns>
    /// <exception cref="InvalidInputException">The shape does not conform.</exception>
    public Matrix<T> Apply(Matrix<T> argument)
    {
        ArgumentNullException.ThrowIfNull(argument);
        InvalidInputException.RequireShape(
            nameof(argument),
            _left.Columns,
            _right.Columns,
            argument.Rows,
            argument.Columns
        );
        var left = _left.Matrix is { } l ? l * argument : argument;
        return _right.Matrix is { } r ? left * r.Transpose() : left;
    }

    /// <summary>The adjoint map, the transpose of equation (E39): the pullback of a cotangent.</summary>
    /// <param name="cotangent">C, rows of L × rows of R.</param>
    /// <returns>Columns of L × columns of R.</returns>
    /// <exception cref="InvalidInputException">The shape does not conform.</exception>
    public Matrix<T> ApplyTransposed(Matrix<T> cotangent)
    {
        ArgumentNullException.ThrowIfNull(cotangent);
        InvalidInputException.RequireShape(
            nameof(cotangent),
            _left.Rows,
            _right.Rows,
            cotangent.Rows,
            cotangent.Columns
        );
        var left = _left.Matrix is { } l ? l.Transpose() * cotangent : cotangent;
        return _right.Matrix is { } r ? left * r : left;
    }

    /// <summary>The dense form, <see cref="Rows"/>×<see cref="Columns"/>: a block for each entry of L, made of that entry and R.</summary>
    /// <exception cref="InvalidInputException">It would have more entries than an array can hold.</exception>
    public Matrix<T> ToDense()
    {
        if (Rows > int.MaxValue || Columns > int.MaxValue)
        {
            throw new InvalidInputException("this", $"at most {int.MaxValue} rows and columns", $"{Rows}×{Columns}");
        }

        InvalidInputException.RequireSize("this", (int)Rows, (int)Columns);

        return Matrix.Create(
            (int)Rows,
            (int)Columns,
            (row, column) =>
                _left[row / _right.Rows, column / _right.Columns] * _right[row % _right.Rows, column % _right.Columns]
        );
    }

    internal static KroneckerProduct<T> IdentityTimes(int size, Matrix<T> right) =>
        new(new Factor(size, size, null), new Factor(right.Rows, right.Columns, right));

    internal static KroneckerProduct<T> TimesIdentity(Matrix<T> left, int size) =>
        new(new Factor(left.Rows, left.Columns, left), new Factor(size, size, null));

    /// <summary>A factor; the identity if it has no matrix.</summary>
    private sealed record Factor(int Rows, int Columns, Matrix<T>? Matrix)
    {
        internal long StructuralNonZeros => Matrix is null ? Rows : (long)Rows * Columns;

        internal T this[int row, int column] =>
            Matrix is { } matrix ? matrix[row, column]
            : row == column ? T.One
            : T.Zero;
    }
}
