using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using System.Text.Unicode;
using CsvHelper;

namespace FunctionalMlp.Data;

/// <summary>A CSV file as it was read: named columns of text, quotes removed. Each row knows its line, for messages.</summary>
public sealed class CsvTable
{
    private readonly ImmutableArray<(int Line, ImmutableArray<string> Fields)> _rows;
    private readonly FrozenDictionary<string, int> _indices;
    private readonly FrozenSet<string> _missingMarkers;

    private CsvTable(
        string path,
        (int Line, ImmutableArray<string> Columns) header,
        ImmutableArray<(int Line, ImmutableArray<string> Fields)> rows,
        CsvOptions options
    )
    {
        (Path, (HeaderLine, Columns), _rows) = (path, header, rows);
        DecimalSeparator = options.DecimalSeparator;
        _missingMarkers = options.MissingMarkers.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        _indices = Columns.Select(KeyValuePair.Create).ToFrozenDictionary(StringComparer.Ordinal);
    }

    private CsvTable(CsvTable whole, ImmutableArray<(int Line, ImmutableArray<string> Fields)> rows)
    {
        (Path, HeaderLine, Columns, DecimalSeparator) = (
            whole.Path,
            whole.HeaderLine,
            whole.Columns,
            whole.DecimalSeparator
        );
        (_rows, _missingMarkers, _indices) = (rows, whole._missingMarkers, whole._indices);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The names of the columns, each once.</summary>
    public ImmutableArray<string> Columns { get; }

    /// <summary>The number of rows below the header.</summary>
    public int Rows => _rows.Length;

    /// <summary>The header's line, or the first row's if there is none.</summary>
    internal int HeaderLine { get; }

    internal char DecimalSeparator { get; }

    /// <summary>A field, without blanks around it.</summary>
    /// <param name="row">0 … <see cref="Rows"/> − 1.</param>
    /// <param name="column">The column's name.</param>
    /// <exception cref="InvalidInputException">There is no such row or column.</exception>
    public string this[int row, string column] => Field(row, IndexOf(column));

    /// <summary>Reads a file in UTF-8, or in UTF-16 with a byte order mark. Blank lines are skipped.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidFileException">No header or no row, a column's name twice, another number of fields in a line, a stray quote, or bytes that are not UTF-8.</exception>
    /// <exception cref="IOException">It cannot be read, or is a folder.</exception>
    public static CsvTable Read(string path) => Read(path, new CsvOptions());

    /// <summary>Reads a file in UTF-8, or in UTF-16 with a byte order mark. Blank lines are skipped.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How it is written.</param>
    /// <exception cref="InvalidInputException">A separator cannot be one.</exception>
    /// <exception cref="InvalidFileException">No header or no row, a column's name twice, another number of fields in a line, a stray quote, or bytes that are not UTF-8.</exception>
    /// <exception cref="IOException">It cannot be read, or is a folder.</exception>
    public static CsvTable Read(string path, CsvOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.DecimalSeparator is not ('.' or ','))
        {
            throw new InvalidInputException(
                nameof(options.DecimalSeparator),
                "a point or a comma",
                $"'{options.DecimalSeparator}'"
            );
        }

        var records = Records(path, options);
        if (records.Count == 0)
        {
            throw new InvalidFileException(path, "at least one line", "an empty file");
        }

        var (first, header) = records[0];
        ImmutableArray<string> columns =
        [
            .. header.Select((name, index) => options.HasHeader && name.Length > 0 ? name : $"column {index + 1}"),
        ];
        var rows = records.Skip(options.HasHeader ? 1 : 0).ToImmutableArray();
        if (columns.GroupBy(name => name).FirstOrDefault(same => same.Count() > 1) is { } repeated)
        {
            throw new InvalidFileException(path, "each column's name once", $"\"{repeated.Key}\" twice", first);
        }

        if (rows.IsEmpty)
        {
            throw new InvalidFileException(path, "at least one row below the header", "none", first);
        }

        foreach (var (line, fields) in rows)
        {
            if (fields.Length != columns.Length)
            {
                throw new InvalidFileException(path, $"{columns.Length} fields", $"{fields.Length}", line);
            }
        }

        return new CsvTable(path, (first, columns), rows, options);
    }

    /// <summary>Some of the rows, such as a part of a <see cref="Partition"/>.</summary>
    /// <param name="rows">Row numbers, each 0 … <see cref="Rows"/> − 1.</param>
    /// <exception cref="InvalidInputException">There is no such row.</exception>
    public CsvTable Select(ImmutableArray<int> rows) =>
        rows.IsDefault
            ? throw new InvalidInputException(nameof(rows), "an array, empty or not", "default")
            : new(this, [.. rows.Select(Row)]);

    /// <summary>A column as numbers 0, 1, …, one for each different field, in ordinal order: what a stratified <see cref="Partition"/> takes.</summary>
    /// <param name="column">The column's name.</param>
    /// <exception cref="InvalidInputException">There is no such column.</exception>
    public ImmutableArray<int> Codes(string column)
    {
        var index = IndexOf(column);
        var fields = _rows.Select(row => row.Fields[index]).ToArray();
        ImmutableArray<string> distinct = [.. fields.Distinct().Order(StringComparer.Ordinal)];
        return [.. fields.Select(field => distinct.BinarySearch(field, StringComparer.Ordinal))];
    }

    /// <summary>Whether a value is missing: the field is one of <see cref="CsvOptions.MissingMarkers"/>.</summary>
    /// <param name="row">0 … <see cref="Rows"/> − 1.</param>
    /// <param name="column">The column's name.</param>
    /// <exception cref="InvalidInputException">There is no such row or column.</exception>
    public bool IsMissing(int row, string column) => IsMissingMarker(this[row, column]);

    internal CsvColumn Column(string name) => new(this, IndexOf(name));

    internal string Field(int row, int index) => Row(row).Fields[index];

    internal int Line(int row) => Row(row).Line;

    internal bool IsMissingMarker(string field) => _missingMarkers.Contains(field);

    private static List<(int Line, ImmutableArray<string> Fields)> Records(string path, CsvOptions options)
    {
        var records = new List<(int, ImmutableArray<string>)>();
        try
        {
            // With a preamble of its own it stays as strict after a byte order mark.
            var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);
            using var text = new StreamReader(path, utf8);
            using var reader = Reader(text, options.Separator);
            while (reader.Read())
            {
                records.Add(((int)reader.LineNumber, [.. reader.Current.ToArray()]));
            }
        }
        catch (CsvFormatException exception)
        {
            var problem = exception.Message.TrimEnd('.');
            throw new InvalidFileException(path, "a CSV file", problem, (int)exception.LineNumber);
        }
        catch (DecoderFallbackException)
        {
            // Latin-1 gives the bytes as they are.
            var lines = Encoding.Latin1.GetString(File.ReadAllBytes(path)).Split('\n');
            var line = Array.FindIndex(lines, text => !Utf8.IsValid(Encoding.Latin1.GetBytes(text))) + 1;
            throw new InvalidFileException(path, "UTF-8", "other bytes, perhaps Latin-1: save it in UTF-8", line);
        }
        catch (UnauthorizedAccessException exception)
        {
            var problem = Directory.Exists(path) ? $"{path} is a folder, not a file." : exception.Message;
            throw new IOException(problem, exception);
        }

        return records;
    }

    private static CsvReader Reader(StreamReader text, char? separator)
    {
        var reading = new CsvReaderOptions
        {
            Separator = separator,
            HasHeader = false,
            TrimWhitespace = true,
            TrackLineNumbers = true,
            PoolStrings = true,
            MalformedData = CsvMalformedDataHandling.Throw,
        };
        try
        {
            return CsvReader.Create(text, reading, false);
        }
        catch (ArgumentException)
        {
            throw new InvalidInputException(
                nameof(CsvOptions.Separator),
                "an ASCII character that is no quote and no line break",
                $"'{separator}'"
            );
        }
    }

    private (int Line, ImmutableArray<string> Fields) Row(int row) =>
        row >= 0 && row < Rows ? _rows[row] : throw new InvalidInputException(nameof(row), $"0…{Rows - 1}", $"{row}");

    private int IndexOf(string column) =>
        _indices.TryGetValue(column, out var index)
            ? index
            : throw new InvalidInputException(
                nameof(column),
                $"one of {string.Join(", ", Columns.Select(name => $"\"{name}\""))} in {Path}",
                $"\"{column}\""
            );
}
