using System.Globalization;
using System.Numerics;

namespace FunctionalMlp.Evaluation;

/// <summary>How good a regressor is on some samples.</summary>
/// <param name="RSquared"><see cref="RegressionMetrics.RSquared"/>.</param>
/// <param name="MeanAbsoluteError">In the targets' unit.</param>
/// <param name="RootMeanSquaredError">In the targets' unit.</param>
public sealed record RegressionReport(double RSquared, double MeanAbsoluteError, double RootMeanSquaredError)
{
    /// <summary>From predictions.</summary>
    /// <param name="predictions">Ŷ, N×K, N at least 1.</param>
    /// <param name="targets">Y, N×K.</param>
    /// <exception cref="InvalidInputException">No sample, or the shapes differ.</exception>
    public static RegressionReport Create<T>(Matrix<T> predictions, Matrix<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(
            RegressionMetrics.RSquared(predictions, targets),
            RegressionMetrics.MeanAbsoluteError(predictions, targets),
            RegressionMetrics.RootMeanSquaredError(predictions, targets)
        );

    /// <summary>The metrics, a line each.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"R²                      {RSquared, 10:F4}\nmean absolute error     {MeanAbsoluteError, 10:G4}\nroot mean squared error {RootMeanSquaredError, 10:G4}\n"
        );
}
