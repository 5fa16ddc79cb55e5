using System.Numerics;
using FunctionalMlp.Kernels;

namespace FunctionalMlp;

/// <summary>ψ, the softmax of each row, equation (14), in its stable form (shifted by the row's maximum).</summary>
public static class Softmax
{
    /// <summary>The softmax of each row, equation (14).</summary>
    /// <param name="logits">Z, N×K.</param>
    /// <returns>Probabilities, N×K; each row sums to one.</returns>
    /// <exception cref="InvalidInputException">There is no class.</exception>
    public static Matrix<T> Apply<T>(Matrix<T> logits)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(logits);
        InvalidInputException.RequireAtLeast($"{nameof(logits)}.Columns", 1, logits.Columns);
        var result = new T[logits.Rows * logits.Columns];
        SoftmaxKernel.SoftmaxRows(logits.Rows, logits.Columns, logits.Span, result);
        return new Matrix<T>(logits.Rows, logits.Columns, result);
    }

    /// <summary>The pullback of <see cref="Apply"/> in each row, equation (E13).</summary>
    /// <param name="probabilities">ψ(Z), N×K.</param>
    /// <param name="cotangent">c, the gradient with respect to ψ(Z), N×K.</param>
    /// <returns>The gradient with respect to Z, N×K.</returns>
    /// <exception cref="InvalidInputException">The shapes differ.</exception>
    public static Matrix<T> Pullback<T>(Matrix<T> probabilities, Matrix<T> cotangent)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentNullException.ThrowIfNull(cotangent);
        var (rows, columns) = (probabilities.Rows, probabilities.Columns);
        InvalidInputException.RequireShape(nameof(cotangent), rows, columns, cotangent.Rows, cotangent.Columns);
        var result = new T[rows * columns];
        for (var i = 0; i < rows; i++)
        {
            var p = probabilities.Row(i);
            var c = cotangent.Row(i);
            var mean = Reductions.Dot(p, c);
            for (var j = 0; j < columns; j++)
            {
                result[(i * columns) + j] = p[j] * (c[j] - mean);
            }
        }

        return new Matrix<T>(rows, columns, result);
    }
}
