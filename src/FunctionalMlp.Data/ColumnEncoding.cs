using System.Collections.Immutable;
using System.Globalization;

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
    internal IEnumerable<double> Encode(CsvTable table, int row)
    {
        var field = table.IsMissing(row, Name) ? Fill : table[row, Name];
        return IsNumeric
            ? [Number(field) ?? throw table.Unusable(row, Name, "a finite number")]
            : Categories.Select(category => category == field ? 1.0 : 0.0);
    }

    internal static ColumnEncoding Fit(CsvTable table, string name, TableOptions options)
    {
        var rows = Enumerable.Range(0, table.Rows).Where(row => !table.IsMissing(row, name)).ToArray();
        if (rows.Length == 0)
        {
            throw new InvalidFileException(table.Path, "at least one value", "none", 0, name);
        }

        var numbers = rows.Select(row => Number(table[row, name])).ToArray();
        var isText = Array.FindAll(rows, row => Number(table[row, name]) is null);
        if (isText.Length == 0 && !options.Categorical.Contains(name))
        {
            var mean = numbers.Average() ?? 0;
            return new ColumnEncoding(name, [], mean.ToString("R", CultureInfo.InvariantCulture));
        }

        // A slip of the pen must not turn a column of numbers into one of categories.
        if (2 * isText.Length < rows.Length && !options.Categorical.Contains(name))
        {
            throw table.Unusable(isText[0], name, "a finite number, as in most lines of this column");
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

    internal static double? Number(string field) =>
        double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
            ? number
            : null;
}
