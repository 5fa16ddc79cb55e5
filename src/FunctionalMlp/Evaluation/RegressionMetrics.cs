using System.Numerics;

namespace FunctionalMlp.Evaluation;

/// <summary>How far predicted numbers are from the targets. Several targets count the same: the mean over the columns.</summary>
public static class RegressionMetrics
{
    /// <summary>R², equation (E36): 1 for a perfect prediction, 0 for one that is as good as the mean.</summary>
    /// <param name="predictions">Ŷ, N×K, N at least 1.</param>
    /// <param name="targets">Y, N×K.</param>
    /// <returns>The mean over the columns; a constant column counts 1 if it is predicted exactly, else 0 (scikit-learn's convention).</returns>
    /// <exception cref="InvalidInputException">No sample, or the shapes differ.</exception>
    public static double RSquared<T>(Matrix<T> predictions, Matrix<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require(predictions, targets);
        return Enumerable
            .Range(0, targets.Columns)
            .Average(column =>
            {
                var mean = Mean(targets.Rows, row => double.CreateChecked(targets[row, column]));
                var residual = Mean(targets.Rows, row => Square(Error(predictions, targets, row, column)));
                var total = Mean(targets.Rows, row => Square(double.CreateChecked(targets[row, column]) - mean));
                return total > 0 ? 1 - (residual / total)
                    : residual > 0 ? 0
                    : 1;
            });
    }

    /// <summary>The mean absolute error, equation (E37), in the targets' unit.</summary>
    /// <param name="predictions">Ŷ, N×K, N at least 1.</param>
    /// <param name="targets">Y, N×K.</param>
    /// <exception cref="InvalidInputException">No sample, or the shapes differ.</exception>
    public static double MeanAbsoluteError<T>(Matrix<T> predictions, Matrix<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require(predictions, targets);
        return Enumerable
            .Range(0, targets.Columns)
            .Average(column => Mean(targets.Rows, row => Math.Abs(Error(predictions, targets, row, column))));
    }

    /// <summary>The root of the mean squared error, equation (E38), in the targets' unit.</summary>
    /// <param name="predictions">Ŷ, N×K, N at least 1.</param>
    /// <param name="targets">Y, N×K.</param>
    /// <returns>The mean over the columns of each one's root.</returns>
    /// <exception cref="InvalidInputException">No sample, or the shapes differ.</exception>
    public static double RootMeanSquaredError<T>(Matrix<T> predictions, Matrix<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require(predictions, targets);
        return Enumerable
            .Range(0, targets.Columns)
            .Average(column => Math.Sqrt(Mean(targets.Rows, row => Square(Error(predictions, targets, row, column)))));
    }

    private static double Mean(int count, Func<int, double> value) => Enumerable.Range(0, count).Average(value);

    private static double Square(double value) => value * value;

    private static double Error<T>(Matrix<T> predictions, Matrix<T> targets, int row, int column)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        double.CreateChecked(targets[row, column]) - double.CreateChecked(predictions[row, column]);

    private static void Require<T>(Matrix<T> predictions, Matrix<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(targets);
        InvalidInputException.RequireAtLeast($"{nameof(targets)}.Rows", 1, targets.Rows);
        InvalidInputException.RequireAtLeast($"{nameof(targets)}.Columns", 1, targets.Columns);
        InvalidInputException.RequireShape(
            nameof(predictions),
            targets.Rows,
            targets.Columns,
            predictions.Rows,
            predictions.Columns
        );
    }
}
