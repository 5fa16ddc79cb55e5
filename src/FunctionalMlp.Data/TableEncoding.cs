using System.Collections.Immutable;
using System.Numerics;
using System.Text.Json;

namespace FunctionalMlp.Data;

/// <summary>
/// How the rows of a table become samples: which columns are numbers and which categories (one input for each, 0 or 1), what stands in for
/// missing values. Fitted on the rows to train on, applied to all; as text it travels in a saved model's metadata.
/// </summary>
public sealed class TableEncoding
{
    private readonly ImmutableArray<ColumnEncoding> _columns;
    private readonly MissingValues _missing;

    private TableEncoding(string target, MissingValues missing, ImmutableArray<ColumnEncoding> columns) =>
        (Target, _missing, _columns) = (target, missing, columns);

    /// <summary>The column to predict.</summary>
    public string Target { get; }

    /// <summary>The name of each input: a column's, or <c>column = category</c>.</summary>
    public ImmutableArray<string> FeatureNames => [.. _columns.SelectMany(column => column.FeatureNames)];

    /// <summary>Learns the columns' kinds, categories, means and most frequent values.</summary>
    /// <param name="table">The rows to train on.</param>
    /// <param name="target">The column to predict.</param>
    /// <param name="options">Missing values, and what each column is.</param>
    /// <exception cref="InvalidInputException">There is no such column, or none but the target, or too few categories are allowed.</exception>
    /// <exception cref="InvalidFileException">A column is empty, has text among numbers, or too many categories.</exception>
    public static TableEncoding Fit(CsvTable table, string target, TableOptions options)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(options);
        if (options.MaximumCategories < 2)
        {
            throw new InvalidInputException("options.MaximumCategories", "at least 2", $"{options.MaximumCategories}");
        }

        foreach (var name in options.Ignored.Union(options.Categorical).Add(target))
        {
            _ = table[0, name];
        }

        ImmutableArray<ColumnEncoding> columns =
        [
            .. table
                .Columns.Where(name => name != target && !options.Ignored.Contains(name))
                .Select(name => ColumnEncoding.Fit(table, name, options)),
        ];
        return columns.IsEmpty
            ? throw new InvalidInputException(nameof(table), "a column besides the target", "none")
            : new TableEncoding(target, options.Missing, columns);
    }

    /// <summary>Whether half of the targets or more are numbers, missing ones aside; <see cref="RegressionSamples"/> then says which are not.</summary>
    /// <param name="table">Any table with the target's column.</param>
    public bool IsTargetNumeric(CsvTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return ColumnEncoding.IsNumericIn(table, Target);
    }

    /// <summary>The inputs of each row; a target's column is not needed. A category that is new gives zeros.</summary>
    /// <param name="table">Rows of a file with the same columns. With <see cref="MissingValues.DropRow"/> a missing value is an error here, for a row cannot be left out.</param>
    /// <exception cref="InvalidFileException">A field that is no number, or a missing value; the message says where.</exception>
    /// <exception cref="InvalidInputException">A column is missing.</exception>
    public Matrix<T> Inputs<T>(CsvTable table)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(table);
        return Inputs<T>(table, [.. Enumerable.Range(0, table.Rows)]);
    }

    /// <summary>Labelled samples. The classes are those of <paramref name="classNames"/>, or else the targets that occur, in ordinal order.</summary>
    /// <param name="table">Rows of a file with the same columns.</param>
    /// <param name="classNames">The classes, such as those of the training part; empty for those that occur.</param>
    /// <exception cref="InvalidFileException">A field that is no number, a missing value where that is an error, or an unknown class; the message says where.</exception>
    /// <exception cref="InvalidInputException">A column is missing, or no row is left.</exception>
    public Dataset<T> Samples<T>(CsvTable table, ImmutableArray<string> classNames)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (classNames.IsDefault)
        {
            throw new InvalidInputException(nameof(classNames), "an array, empty or not", "default");
        }

        var rows = Usable(table);
        if (classNames.IsEmpty)
        {
            classNames = [.. rows.Select(row => table[row, Target]).Distinct().Order(StringComparer.Ordinal)];
        }

        var labels = Array.ConvertAll(
            rows,
            row =>
                classNames.IndexOf(table[row, Target]) is >= 0 and var label
                    ? label
                    : throw table.Unusable(row, Target, $"one of {string.Join(", ", classNames)}")
        );
        return new Dataset<T>(Name(table), Batch.Labelled(Inputs<T>(table, rows), labels), FeatureNames, classNames);
    }

    /// <summary>Samples whose target is a number.</summary>
    /// <param name="table">Rows of a file with the same columns.</param>
    /// <exception cref="InvalidFileException">A field that is no number, or a missing value where that is an error; the message says where.</exception>
    /// <exception cref="InvalidInputException">A column is missing, or no row is left.</exception>
    public RegressionDataset<T> RegressionSamples<T>(CsvTable table)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var rows = Usable(table);
        var targets = Matrix.Create(rows.Length, 1, (index, _) => table.RequireNumber<T>(rows[index], Target));
        var samples = Batch.WithTargets(Inputs<T>(table, rows), targets);
        return new RegressionDataset<T>(Name(table), samples, FeatureNames, [Target]);
    }

    /// <summary>The encoding as JSON, to save it beside a model.</summary>
    public string ToJson() =>
        JsonSerializer.Serialize(
            new Saved(
                Target,
                _missing.ToString(),
                [.. _columns.Select(column => new SavedColumn(column.Name, [.. column.Categories], column.Fill))]
            )
        );

    /// <summary>The encoding that <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="InvalidInputException">It is another text.</exception>
    public static TableEncoding FromJson(string json)
    {
        try
        {
            var saved = JsonSerializer.Deserialize<Saved>(json) ?? throw new JsonException("It is null.");
            return new TableEncoding(
                saved.Target,
                Enum.Parse<MissingValues>(saved.Missing),
                [
                    .. saved.Columns.Select(column => new ColumnEncoding(
                        column.Name,
                        [.. column.Categories],
                        column.Fill
                    )),
                ]
            );
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or NullReferenceException)
        {
            throw new InvalidInputException(nameof(json), "an encoding's JSON", exception.Message);
        }
    }

    private static string Name(CsvTable table) => Path.GetFileNameWithoutExtension(table.Path);

    private Matrix<T> Inputs<T>(CsvTable table, int[] rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] Encode(int row)
        {
            foreach (var column in _columns)
            {
                if (_missing != MissingValues.Impute && table.IsMissing(row, column.Name))
                {
                    throw table.Unusable(row, column.Name, "a value");
                }
            }

            return [.. _columns.SelectMany(column => column.Encode<T>(table, row))];
        }

        return Matrix.FromRows(rows.Select(Encode));
    }

    private int[] Usable(CsvTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var needed = _missing switch
        {
            MissingValues.DropRow => _columns.Select(column => column.Name).Append(Target),
            _ => [Target],
        };
        bool IsComplete(int row) => !needed.Any(name => table.IsMissing(row, name));

        var rows = Enumerable.Range(0, table.Rows).ToLookup(IsComplete);
        return _missing == MissingValues.Error && rows[false].Any()
            ? throw table.Unusable(rows[false].First(), Target, "a value")
            : [.. rows[true]];
    }

    private sealed record Saved(string Target, string Missing, SavedColumn[] Columns);

    private sealed record SavedColumn(string Name, string[] Categories, string Fill);
}
