using System.Numerics;
using FunctionalMlp.Kernels;

namespace FunctionalMlp;

/// <summary>The affine map of a layer, equations (11) and (13) for samples in rows, with its pullbacks.</summary>
public static class AffineMap
{
    /// <summary>Z, the pre-activations of all samples: equation (11) for each row.</summary>
    /// <param name="weights">W, out×in.</param>
    /// <param name="biases">b, out.</param>
    /// <param name="inputs">X, N×in.</param>
    /// <returns>Z, N×out.</returns>
    /// <exception cref="InvalidInputException">The shapes do not conform, or the result would be too large.</exception>
    public static Matrix<T> Apply<T>(Matrix<T> weights, Vector<T> biases, Matrix<T> inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(biases);
        ArgumentNullException.ThrowIfNull(inputs);
        InvalidInputException.RequireShape(nameof(biases), weights.Rows, 1, biases.Length, 1);
        InvalidInputException.RequireShape(nameof(inputs), inputs.Rows, weights.Columns, inputs.Rows, inputs.Columns);
        var result = new T[InvalidInputException.RequireSize(nameof(inputs), inputs.Rows, weights.Rows)];
        DenseLayer.Apply(weights, biases, inputs, result);
        return new Matrix<T>(inputs.Rows, weights.Rows, result);
    }

    /// <summary>The pullback to the weights: the sum over samples in equations (17) and (18).</summary>
    /// <param name="inputs">X, N×in.</param>
    /// <param name="cotangent">The gradient with respect to Z, N×out.</param>
    /// <returns>The gradient with respect to W, out×in.</returns>
    /// <exception cref="InvalidInputException">The numbers of rows differ, or the result would be too large.</exception>
    public static Matrix<T> PullbackToWeights<T>(Matrix<T> inputs, Matrix<T> cotangent)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(cotangent);
        InvalidInputException.RequireShape(
            nameof(cotangent),
            inputs.Rows,
            cotangent.Columns,
            cotangent.Rows,
            cotangent.Columns
        );
        var result = new T[InvalidInputException.RequireSize(nameof(inputs), cotangent.Columns, inputs.Columns)];
        DenseLayer.PullbackToParameters(cotangent, inputs, result, []);
        return new Matrix<T>(cotangent.Columns, inputs.Columns, result);
    }

    /// <summary>The pullback to the biases: the sum of the cotangent's rows, as in equations (19) and (20).</summary>
    /// <param name="cotangent">The gradient with respect to Z, N×out.</param>
    /// <returns>The gradient with respect to b, out.</returns>
    public static Vector<T> PullbackToBiases<T>(Matrix<T> cotangent)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(cotangent);
        var result = new T[cotangent.Columns];
        DenseLayer.PullbackToParameters(cotangent, Matrix.Zeros<T>(cotangent.Rows, 0), [], result);
        return new Vector<T>(cotangent.Columns, result);
    }

    /// <summary>The pullback to the inputs: the factor of W⁽²⁾ in equations (18) and (19), for samples in rows.</summary>
    /// <param name="weights">W, out×in.</param>
    /// <param name="cotangent">The gradient with respect to Z, N×out.</param>
    /// <returns>The gradient with respect to X, N×in.</returns>
    /// <exception cref="InvalidInputException">The shapes do not conform.</exception>
    public static Matrix<T> PullbackToInputs<T>(Matrix<T> weights, Matrix<T> cotangent)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(cotangent);
        InvalidInputException.RequireShape(
            nameof(cotangent),
            cotangent.Rows,
            weights.Rows,
            cotangent.Rows,
            cotangent.Columns
        );
        return cotangent * weights;
    }
}
