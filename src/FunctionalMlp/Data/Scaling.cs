using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;

namespace FunctionalMlp.Data;

/// <summary>An affine map of each column, which takes off a shift and divides by a scale: fitted on training samples, then applied to all others.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Scaling<T> : IEquatable<Scaling<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>A map from its numbers.</summary>
    /// <param name="shift">What is subtracted from each column; finite.</param>
    /// <param name="scale">What each column is divided by; finite, above 0, as many as there are shifts.</param>
    /// <exception cref="InvalidInputException">The lengths differ, or a number is out of range.</exception>
    public Scaling(Vector<T> shift, Vector<T> scale)
    {
        ArgumentNullException.ThrowIfNull(shift);
        ArgumentNullException.ThrowIfNull(scale);
        InvalidInputException.RequireShape(nameof(scale), shift.Length, 1, scale.Length, 1);
        InvalidInputException.RequireFinite(nameof(shift), shift.Span, 1);
        foreach (var divisor in scale.Span)
        {
            InvalidInputException.RequirePositive(nameof(scale), double.CreateChecked(divisor));
        }

        (Shift, Scale) = (shift, scale);
    }

    /// <summary>What is subtracted from each column.</summary>
    public Vector<T> Shift { get; }

    /// <summary>What each column is then divided by.</summary>
    public Vector<T> Scale { get; }

    /// <summary>The number of columns.</summary>
    public int Columns => Shift.Length;

    /// <summary>Takes off the shift and divides by the scale, in each column: equation (E79).</summary>
    /// <param name="values">N×<see cref="Columns"/>.</param>
    /// <exception cref="InvalidInputException">Another number of columns.</exception>
    public Matrix<T> Apply(Matrix<T> values) => Apply(values, nameof(values));

    /// <summary>The way back, in each column: equation (E80).</summary>
    /// <param name="values">N×<see cref="Columns"/>.</param>
    /// <exception cref="InvalidInputException">Another number of columns.</exception>
    public Matrix<T> Invert(Matrix<T> values) => ForEachRow(values, Invert, nameof(values));

    /// <summary>Equal shifts and scales.</summary>
    /// <param name="other">The scaling to compare with.</param>
    public bool Equals(Scaling<T>? other) =>
        other is not null && Shift.Equals(other.Shift) && Scale.Equals(other.Scale);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Scaling<T>);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Shift, Scale);

    /// <summary>The first shifts and scales.</summary>
    public override string ToString() => $"(x − {Shift}) / {Scale}";

    /// <summary>Under the name that the values have where they came in.</summary>
    internal Matrix<T> Apply(Matrix<T> values, string argument) => ForEachRow(values, Apply, argument);

    /// <summary>Of one row.</summary>
    internal void Apply(ReadOnlySpan<T> row, Span<T> result)
    {
        TensorPrimitives.Subtract(row, Shift.Span, result);
        TensorPrimitives.Divide(result, Scale.Span, result);
    }

    /// <summary>Of one row, which may be the span of the result.</summary>
    internal void Invert(ReadOnlySpan<T> row, Span<T> result) =>
        TensorPrimitives.FusedMultiplyAdd(row, Scale.Span, Shift.Span, result);

    private Matrix<T> ForEachRow(Matrix<T> values, RowMap map, string argument)
    {
        ArgumentNullException.ThrowIfNull(values, argument);
        InvalidInputException.RequireShape(argument, values.Rows, Columns, values.Rows, values.Columns);
        var result = new T[values.Rows * Columns];
        for (var i = 0; i < values.Rows; i++)
        {
            map(values.Row(i), result.AsSpan(i * Columns, Columns));
        }

        return new Matrix<T>(values.Rows, Columns, result);
    }

    private delegate void RowMap(ReadOnlySpan<T> row, Span<T> result);
}

/// <summary>Fits scalings to the columns of a matrix: of the training samples only, so that nothing of the others leaks in.</summary>
public static class Scaling
{
    /// <summary>
    /// To mean 0 and standard deviation 1: equation (E76). A column that is constant, up to rounding, is only shifted.
    /// </summary>
    /// <param name="values">N×d, N at least 1, all numbers finite.</param>
    /// <exception cref="InvalidInputException">No row, a number that is not finite, or a column whose range is not.</exception>
    public static Scaling<T> Standardize<T>(Matrix<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ForEachColumn(values, column => Moments(values, column, 1));

    /// <summary>To mean 0 and standard deviation 1 over all entries at once, one shift and one scale for every column, as pixels and other inputs of one unit need: equation (E77).</summary>
    /// <param name="values">N×d, N at least 1, all numbers finite.</param>
    /// <exception cref="InvalidInputException">No row, a number that is not finite, or numbers whose range is not.</exception>
    public static Scaling<T> StandardizeTogether<T>(Matrix<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (double, double)? moments = null;
        return ForEachColumn(values, _ => moments ??= Moments(values, 0, values.Columns));
    }

    /// <summary>From the column's range to 0 … 1: equation (E78). A constant column is only shifted.</summary>
    /// <param name="values">N×d, N at least 1, all numbers finite.</param>
    /// <exception cref="InvalidInputException">No row, a number that is not finite, or a column whose range is not.</exception>
    public static Scaling<T> MinMax<T>(Matrix<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ForEachColumn(
            values,
            column =>
            {
                var (low, high) = Range(values, column, 1);
                return (low, high - low);
            }
        );

    /// <summary>To mean 1, without a shift. A column whose mean is 0 stays as it is.</summary>
    internal static Scaling<T> ToUnitMean<T>(Matrix<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ForEachColumn(values, column => (0, Moments(values, column, 1).Mean));

    /// <summary>The identity.</summary>
    /// <param name="columns">The number of columns, 0 or more.</param>
    /// <exception cref="InvalidInputException">A negative number.</exception>
    public static Scaling<T> None<T>(int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(Vector.Zeros<T>(columns), Ones<T>(columns));

    private static Vector<T> Ones<T>(int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var ones = new T[length];
        Array.Fill(ones, T.One);
        return new Vector<T>(length, ones);
    }

    private static Scaling<T> ForEachColumn<T>(Matrix<T> values, Func<int, (double Shift, double Scale)> fit)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(values);
        InvalidInputException.RequireAtLeast($"{nameof(values)}.Rows", 1, values.Rows);
        InvalidInputException.RequireFinite(nameof(values), values.Span, values.Columns);
        var (shift, scale) = (new T[values.Columns], new T[values.Columns]);
        for (var column = 0; column < values.Columns; column++)
        {
            var fitted = fit(column);
            var divisor = T.CreateChecked(fitted.Scale);
            (shift[column], scale[column]) = (T.CreateChecked(fitted.Shift), divisor > T.Zero ? divisor : T.One);
        }

        return new Scaling<T>(new Vector<T>(shift.Length, shift), new Vector<T>(scale.Length, scale));
    }

    /// <summary>
    /// Mean and standard deviation, in double and in two passes: one pass would cancel where the mean is large. Constant numbers, and those
    /// that differ by no more than the sums may be wrong (n roundings of the variance, n of the mean), have the deviation 0.
    /// </summary>
    private static (double Mean, double Deviation) Moments<T>(Matrix<T> values, int first, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (low, high) = Range(values, first, columns);
        if (low == high)
        {
            return (low, 0);
        }

        // A power of two takes the largest number to 1 … 2: it changes no digit, and no square overflows.
        var exponent = Math.ILogB(Math.Max(Math.Abs(low), Math.Abs(high)));
        var count = (double)values.Rows * columns;
        double Mean(Func<double, double> map)
        {
            var sum = 0.0;
            for (var row = 0; row < values.Rows; row++)
            {
                foreach (var value in values.Row(row).Slice(first, columns))
                {
                    sum += map(Math.ScaleB(double.CreateChecked(value), -exponent));
                }
            }

            return sum / count;
        }

        var mean = Mean(value => value);
        var variance = Mean(value => (value - mean) * (value - mean));
        var rounding = count * (Math.BitIncrement(1.0) - 1);
        var isConstant = variance <= (rounding * variance) + (rounding * mean * rounding * mean);
        return (Math.ScaleB(mean, exponent), isConstant ? 0 : Math.ScaleB(Math.Sqrt(variance), exponent));
    }

    /// <summary>The least and the greatest number of some columns; what is scaled is their difference, so it must be finite.</summary>
    private static (double Low, double High) Range<T>(Matrix<T> values, int first, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (low, high) = (values[0, first], values[0, first]);
        for (var row = 0; row < values.Rows; row++)
        {
            foreach (var value in values.Row(row).Slice(first, columns))
            {
                (low, high) = (T.Min(low, value), T.Max(high, value));
            }
        }

        return T.IsFinite(high - low)
            ? (double.CreateChecked(low), double.CreateChecked(high))
            : throw new InvalidInputException(
                "values",
                "columns with a finite range",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{low} to {high} in {(columns == 1 ? $"column {first}" : "all columns")}"
                )
            );
    }
}
