using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;

namespace FunctionalMlp.Data;

/// <summary>How one column becomes inputs: as it is, or one input for each category. Fitted on the rows to train on.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Categories">In ordinal order; empty for a column of numbers.</param>
/// <param name="Fill">What stands in for a missing value: the mean, as a number in full, or the most frequent category.</param>
/// <param name="TextIsMissing">Whether text in a column of numbers is a missing value, and no error.</param>
internal sealed record ColumnEncoding(
    string Name,
    ImmutableArray<string> Categories,
    string Fill,
    bool TextIsMissing = false
)
{
    internal bool IsNumeric => Categories.IsEmpty;

    internal int Width => IsNumeric ? 1 : Categories.Length;

    internal IEnumerable<string> FeatureNames =>
        IsNumeric ? [Name] : Categories.Select(category => $"{Name} = {category}");

    internal bool IsMissing(CsvColumn column, int row) =>
        column.IsMissing(row) || (TextIsMissing && column.IsText(row));

    /// <summary>Writes the column's <see cref="Width"/> inputs in one row. A category that was not there when the encoding was fitted is none of them: all zeros.</summary>
    internal void Encode<T>(CsvColumn column, int row, Span<T> inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var isMissing = IsMissing(column, row);
        if (IsNumeric)
        {
            inputs[0] =
                isMissing && CsvNumber.Parse(Fill, '.') is { } mean
                    ? Filled<T>(column, row, mean)
                    : column.RequireNumber<T>(row);
            return;
        }

        var field = isMissing ? Fill : column[row];
        for (var i = 0; i < inputs.Length; i++)
        {
            inputs[i] = Categories[i] == field ? T.One : T.Zero;
        }
    }

    internal static ColumnEncoding Fit(CsvColumn column, TableOptions options)
    {
        var rows = column.Present();
        if (rows.Length == 0)
        {
            throw column.Empty();
        }

        var textIsMissing = options.Numeric.Contains(column.Name);
        if (textIsMissing || (!options.Categorical.Contains(column.Name) && column.IsNumeric()))
        {
            var numbers = rows.Where(row => !textIsMissing || !column.IsText(row))
                .Select(column.RequireNumber<double>)
                .ToArray();
            return numbers.Length > 0
                ? new ColumnEncoding(
                    column.Name,
                    [],
                    Mean(numbers).ToString("R", CultureInfo.InvariantCulture),
                    textIsMissing
                )
                : throw column.Unusable(rows[0], "at least one number");
        }

        var groups = rows.GroupBy(row => column[row]).OrderBy(group => group.Key, StringComparer.Ordinal).ToArray();
        if (groups.Length <= options.MaximumCategories)
        {
            return new ColumnEncoding(
                column.Name,
                [.. groups.Select(group => group.Key)],
                groups.MaxBy(group => group.Count())?.Key ?? ""
            );
        }

        var tooMany = groups.Select(group => group.First()).Order().ElementAt(options.MaximumCategories);
        throw column.Unusable(tooMany, $"at most {options.MaximumCategories} categories", $"{groups.Length}");
    }

    /// <summary>The mean, also where the sum is beyond a double.</summary>
    private static double Mean(double[] numbers)
    {
        var mean = numbers.Average();
        return double.IsFinite(mean) ? mean : numbers.Sum(number => number / numbers.Length);
    }

    private static T Filled<T>(CsvColumn column, int row, double mean)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var value = T.CreateChecked(mean);
        return T.IsFinite(value)
            ? value
            : throw column.Unusable(
                row,
                CsvColumn.WithinRange<T>(),
                string.Create(CultureInfo.InvariantCulture, $"a missing value, which becomes their mean {mean}")
            );
    }
}
