using System.Numerics;

namespace FunctionalMlp.Data;

/// <summary>One column of a table, found once for all its rows: looking up its name for every field would cost more than reading the field.</summary>
internal readonly struct CsvColumn(CsvTable table, int index)
{
    internal string Name => table.Columns[index];

    internal string this[int row] => table.Field(row, index);

    internal int Line(int row) => table.Line(row);

    internal bool IsMissing(int row) => table.IsMissingMarker(this[row]);

    /// <summary>The rows where it has a value.</summary>
    internal int[] Present()
    {
        var rows = new List<int>(table.Rows);
        for (var row = 0; row < table.Rows; row++)
        {
            if (!IsMissing(row))
            {
                rows.Add(row);
            }
        }

        return [.. rows];
    }

    internal double? Number(int row) => CsvNumber.Parse(this[row], table.DecimalSeparator);

    internal bool IsInOtherNotation(int row) => Number(row) is null && CsvNumber.InAnyNotation.IsMatch(this[row]);

    /// <summary>Neither a number nor one in another notation, whose author would not want it to be taken for text.</summary>
    internal bool IsText(int row) => Number(row) is null && !CsvNumber.InAnyNotation.IsMatch(this[row]);

    /// <summary>
    /// Whether half of its values or more are numbers in any notation. A slip of the pen, or decimals after a comma, must not turn a column of
    /// numbers into one of categories.
    /// </summary>
    internal bool IsNumeric()
    {
        var rows = Present();
        return 2 * rows.Count(IsText) <= rows.Length;
    }

    internal T RequireNumber<T>(int row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Number(row) is not { } number)
        {
            throw Unusable(
                row,
                IsInOtherNotation(row)
                    ? $"a number with '{table.DecimalSeparator}' before its decimals (CsvOptions.DecimalSeparator) and nothing between its thousands"
                    : "a finite number"
            );
        }

        var value = T.CreateChecked(number);
        return T.IsFinite(value) ? value : throw Unusable(row, WithinRange<T>());
    }

    internal InvalidFileException Unusable(int row, string expected) =>
        Unusable(row, expected, IsMissing(row) ? "a missing value" : $"\"{this[row]}\"");

    internal InvalidFileException Unusable(int row, string expected, string actual) =>
        new(table.Path, expected, actual, Line(row), Name);

    internal InvalidFileException Empty() => new(table.Path, "at least one value", "none", table.HeaderLine, Name);

    internal static string WithinRange<T>() => $"a number within the range of {typeof(T).Name}";
}
