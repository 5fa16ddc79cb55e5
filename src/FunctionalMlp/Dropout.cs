using System.Globalization;
using System.Numerics;
using FunctionalMlp.Kernels;

namespace FunctionalMlp;

/// <summary>
/// Inverted dropout, equation (E15), where the mask m is 0 with probability p and 1 otherwise. It is linear in a, so its pullback is the
/// same map. Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", JMLR 15 (2014).
/// </summary>
public static class Dropout
{
    /// <summary>Where the noise of a step splits for the inputs; for the outputs it is at the layer's index.</summary>
    internal const int OfInputs = -1;

    /// <summary>Inverted dropout, equation (E49). The mask is a pure function: element i, row by row, is dropped if number i, of 64 bits, lies in the first part, of size p, of their range.</summary>
    /// <param name="activations">a, any shape.</param>
    /// <param name="rate">p, 0 or above, below 1.</param>
    /// <param name="numbers">The mask's random numbers.</param>
    /// <returns>The same shape.</returns>
    /// <exception cref="InvalidInputException">The rate is out of range.</exception>
    public static Matrix<T> Apply<T>(Matrix<T> activations, double rate, RandomNumbers numbers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(activations);
        RequireRate(rate);
        var result = new T[activations.Rows * activations.Columns];
        DropoutKernel.Apply(numbers, rate, activations.Span, result);
        return new Matrix<T>(activations.Rows, activations.Columns, result);
    }

    /// <summary>The pullback of <see cref="Apply"/>, equation (E15).</summary>
    /// <param name="cotangent">c, the gradient with respect to the outputs, of their shape.</param>
    /// <param name="rate">p, 0 or above, below 1.</param>
    /// <param name="numbers">The mask's random numbers.</param>
    /// <returns>The same shape.</returns>
    /// <exception cref="InvalidInputException">The rate is out of range.</exception>
    public static Matrix<T> Pullback<T>(Matrix<T> cotangent, double rate, RandomNumbers numbers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Apply(cotangent, rate, numbers);

    internal static double RequireRate(double rate, string argument = "rate") =>
        rate is >= 0 and < 1
            ? rate
            : throw new InvalidInputException(
                argument,
                "a number at least 0 and below 1",
                rate.ToString(CultureInfo.InvariantCulture)
            );
}
