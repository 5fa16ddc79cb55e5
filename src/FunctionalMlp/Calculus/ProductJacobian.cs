using System.Numerics;

namespace FunctionalMlp.Calculus;

/// <summary>The Jacobians of a matrix product Z of W and A with respect to either factor, section 1 of the paper; all matrices read row by row.</summary>
public static class ProductJacobian
{
    /// <summary>By the left factor, equation (7): (n·l)×(n·m), with n·m·l structural non-zeros.</summary>
    /// <param name="left">W, n×m.</param>
    /// <param name="right">A, m×l.</param>
    /// <exception cref="InvalidInputException">The inner dimensions differ.</exception>
    public static KroneckerProduct<T> WithRespectToLeft<T>(Matrix<T> left, Matrix<T> right)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RequireFactors(left, right);
        return KroneckerProduct<T>.IdentityTimes(left.Rows, right.Transpose());
    }

    /// <summary>By the right factor, made of a copy of W for each column of A: (n·l)×(m·l), with n·m·l structural non-zeros.</summary>
    /// <param name="left">W, n×m.</param>
    /// <param name="right">A, m×l.</param>
    /// <exception cref="InvalidInputException">The inner dimensions differ.</exception>
    public static KroneckerProduct<T> WithRespectToRight<T>(Matrix<T> left, Matrix<T> right)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RequireFactors(left, right);
        return KroneckerProduct<T>.TimesIdentity(left, right.Columns);
    }

    private static void RequireFactors<T>(Matrix<T> left, Matrix<T> right)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        InvalidInputException.RequireShape(nameof(right), left.Columns, right.Columns, right.Rows, right.Columns);
    }
}
