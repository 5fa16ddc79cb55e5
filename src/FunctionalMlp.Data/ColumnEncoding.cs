using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;

namespace FunctionalMlp.Data;

/// <summary>How one column becomes inputs: as it is, or one input for each category. Fitted on the rows to train on.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Categories">In ordinal order; empty for a column of numbers.</param>
/// <param name="Fill">What stands in for a missing value: the mean, as a number in full, or the most frequent category.</param>
internal sealed record ColumnEncoding(string Name, ImmutableArray<string> Categories, string Fill)
{
    internal bool IsNumeric => Categories.IsEmpty;

    internal int Width => IsNumeric ? 1 : Categories.Length;

    internal IEnumerable<string> FeatureNames =>
        IsNumeric ? [Name] : Categories.Select(category => $"{Name} = {category}");

    /// <summary>The column's inputs in one row. A category that was not there when the encoding was fitted is none of them: all zeros.</summary>
    internal IEnumerable<T> Encode<T>(CsvTable table, int row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var isMissing = table.IsMissing(row, Name);
        if (!IsNumeric)
        {
            var field = isMissing ? Fill : table[row, Name];
            return Categories.Select(category => category == field ? T.One : T.Zero);
        }

        return
        [
            isMissing && CsvNumber.Parse(Fill, '.') is { } mean
                ? T.CreateChecked(mean)
                : table.RequireNumber<T>(row, Name),
        ];
    }

    internal static ColumnEncoding Fit(CsvTable table, string name, TableOptions options)
    {
        var rows = table.Present(name);
        if (rows.Length == 0)
        {
            throw new InvalidFileException(table.Path, "at least one value", "none", 0, name);
        }

        if (!options.Categorical.Contains(name) && IsNumericIn(table, name))
        {
            var mean = rows.Average(row => table.RequireNumber<double>(row, name));
            return new ColumnEncoding(name, [], mean.ToString("R", CultureInfo.InvariantCulture));
        }

        var groups = rows.GroupBy(row => table[row, name])
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .ToArray();
        return groups.Length <= options.MaximumCategories
            ? new ColumnEncoding(
                name,
                [.. groups.Select(group => group.Key)],
                groups.MaxBy(group => group.Count())?.Key ?? ""
            )
            : throw new InvalidFileException(
                table.Path,
                $"at most {options.MaximumCategories} categories",
                $"{groups.Length}",
                0,
                name
            );
    }

    /// <summary>
    /// Whether half of a column's values or more are numbers in any notation. A slip of the pen, or decimals after a comma, must not turn
    /// a column of numbers into one of categories.
    /// </summary>
    internal static bool IsNumericIn(CsvTable table, string name)
    {
        var rows = table.Present(name);
        return 2 * rows.Count(row => table.Number(row, name) is not null || table.IsInOtherNotation(row, name))
            >= rows.Length;
    }
}
