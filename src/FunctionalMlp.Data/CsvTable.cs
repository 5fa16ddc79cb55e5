using System.Collections.Immutable;
using CsvHelper;

namespace FunctionalMlp.Data;

/// <summary>A CSV file as it was read: named columns of text, quotes removed. Each row knows its line, for messages.</summary>
public sealed class CsvTable
{
    private readonly ImmutableArray<(int Line, ImmutableArray<string> Fields)> _rows;
    private readonly ImmutableHashSet<string> _missingMarkers;

    private CsvTable(
        string path,
        ImmutableArray<string> columns,
        ImmutableArray<(int Line, ImmutableArray<string> Fields)> rows,
        ImmutableHashSet<string> missingMarkers
    ) => (Path, Columns, _rows, _missingMarkers) = (path, columns, rows, missingMarkers);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The names of the columns, each once.</summary>
    public ImmutableArray<string> Columns { get; }

    /// <summary>The number of rows below the header.</summary>
    public int Rows => _rows.Length;

    /// <summary>A field, without blanks around it.</summary>
    /// <param name="row">0 … <see cref="Rows"/> − 1.</param>
    /// <param name="column">The column's name.</param>
    /// <exception cref="InvalidInputException">There is no such row or column.</exception>
    public string this[int row, string column] => Row(row).Fields[IndexOf(column)];

    /// <summary>Reads a file in UTF-8. Blank lines are skipped.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidFileException">No header or no row, a column's name twice, another number of fields in a line, or a stray quote.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static CsvTable Read(string path) => Read(path, new CsvOptions());

    /// <summary>Reads a file in UTF-8. Blank lines are skipped.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How it is written.</param>
    /// <exception cref="InvalidFileException">No header or no row, a column's name twice, another number of fields in a line, or a stray quote.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static CsvTable Read(string path, CsvOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var records = Records(path, options).ToList();
        if (records.Count == 0)
        {
            throw new InvalidFileException(path, "at least one line", "an empty file");
        }

        var columns = options.HasHeader
            ? records[0].Fields
            : [.. records[0].Fields.Select((_, index) => $"column {index + 1}")];
        var rows = records.Skip(options.HasHeader ? 1 : 0).ToImmutableArray();
        if (columns.GroupBy(name => name).FirstOrDefault(same => same.Count() > 1) is { } repeated)
        {
            throw new InvalidFileException(path, "each column's name once", $"\"{repeated.Key}\" twice", 1);
        }

        if (rows.IsEmpty)
        {
            throw new InvalidFileException(path, "at least one row below the header", "none");
        }

        foreach (var (line, fields) in rows)
        {
            if (fields.Length != columns.Length)
            {
                throw new InvalidFileException(path, $"{columns.Length} fields", $"{fields.Length}", line);
            }
        }

        return new CsvTable(path, columns, rows, options.MissingMarkers);
    }

    /// <summary>Some of the rows, such as a part of a <see cref="Partition"/>.</summary>
    /// <param name="rows">Row numbers, each 0 … <see cref="Rows"/> − 1.</param>
    /// <exception cref="InvalidInputException">There is no such row.</exception>
    public CsvTable Select(ImmutableArray<int> rows) => new(Path, Columns, [.. rows.Select(Row)], _missingMarkers);

    /// <summary>A column as numbers 0, 1, …, one for each different field, in ordinal order: what a stratified <see cref="Partition"/> takes.</summary>
    /// <param name="column">The column's name.</param>
    /// <exception cref="InvalidInputException">There is no such column.</exception>
    public ImmutableArray<int> Codes(string column)
    {
        var fields = Enumerable.Range(0, Rows).Select(row => this[row, column]).ToArray();
        ImmutableArray<string> distinct = [.. fields.Distinct().Order(StringComparer.Ordinal)];
        return [.. fields.Select(field => distinct.BinarySearch(field, StringComparer.Ordinal))];
    }

    internal int Line(int row) => Row(row).Line;

    internal bool IsMissing(int row, string column) => _missingMarkers.Contains(this[row, column]);

    internal InvalidFileException Unusable(int row, string column, string expected) =>
        new(Path, expected, IsMissing(row, column) ? "a missing value" : $"\"{this[row, column]}\"", Line(row), column);

    private static List<(int Line, ImmutableArray<string> Fields)> Records(string path, CsvOptions options)
    {
        var reading = new CsvReaderOptions
        {
            Separator = options.Separator,
            HasHeader = false,
            TrimWhitespace = true,
            TrackLineNumbers = true,
            PoolStrings = true,
            MalformedData = CsvMalformedDataHandling.Throw,
        };
        var records = new List<(int, ImmutableArray<string>)>();
        try
        {
            using var reader = CsvReader.FromFile(path, reading);
            while (reader.Read())
            {
                records.Add(((int)reader.LineNumber, [.. reader.Current.ToArray()]));
            }
        }
        catch (CsvFormatException exception)
        {
            throw new InvalidFileException(path, "a CSV file", exception.Message, (int)exception.LineNumber);
        }

        return records;
    }

    private (int Line, ImmutableArray<string> Fields) Row(int row) =>
        row >= 0 && row < Rows ? _rows[row] : throw new InvalidInputException(nameof(row), $"0…{Rows - 1}", $"{row}");

    private int IndexOf(string column)
    {
        var index = Columns.IndexOf(column);
        return index >= 0
            ? index
            : throw new InvalidInputException(
                nameof(column),
                $"one of {string.Join(", ", Columns.Select(name => $"\"{name}\""))}",
                $"\"{column}\""
            );
    }
}
