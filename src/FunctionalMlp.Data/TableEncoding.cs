using System.Collections.Immutable;
using System.Numerics;

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

    /// <summary>The columns that become inputs, in their order.</summary>
    public ImmutableArray<string> ColumnNames => [.. _columns.Select(column => column.Name)];

    /// <summary>For each of <see cref="ColumnNames"/> its inputs, from 0: what <see cref="Evaluation.PermutationImportance.ComputeTogether"/> takes.</summary>
    public ImmutableArray<ImmutableArray<int>> ColumnInputs
    {
        get
        {
            var start = 0;
            return
            [
                .. _columns.Select(column =>
                {
                    start += column.Width;
                    return Enumerable.Range(start - column.Width, column.Width).ToImmutableArray();
                }),
            ];
        }
    }

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

        foreach (var name in options.Ignored.Union(options.Categorical).Union(options.Numeric).Add(target))
        {
            _ = table.Column(name);
        }

        if (options.Categorical.Intersect(options.Numeric).FirstOrDefault() is { } both)
        {
            throw new InvalidInputException("options.Numeric", "no column of options.Categorical", $"\"{both}\"");
        }

        ImmutableArray<ColumnEncoding> columns =
        [
            .. table
                .Columns.Where(name => name != target && !options.Ignored.Contains(name))
                .Select(name => ColumnEncoding.Fit(table.Column(name), options)),
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
        return table.Column(Target).IsNumeric();
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
        var target = table.Column(Target);
        if (classNames.IsEmpty)
        {
            classNames = [.. rows.Select(row => target[row]).Distinct().Order(StringComparer.Ordinal)];
        }

        var labels = Array.ConvertAll(
            rows,
            row =>
                classNames.IndexOf(target[row]) is >= 0 and var label
                    ? label
                    : throw target.Unusable(row, $"one of {string.Join(", ", classNames)}")
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
        var target = table.Column(Target);
        var targets = Matrix.Create(rows.Length, 1, (index, _) => target.RequireNumber<T>(rows[index]));
        var samples = Batch.WithTargets(Inputs<T>(table, rows), targets);
        return new RegressionDataset<T>(Name(table), samples, FeatureNames, [Target]);
    }

    /// <summary>The encoding as JSON, to save it beside a model.</summary>
    public string ToJson() => TableEncodingJson.Write(Target, _missing, _columns);

    /// <summary>The encoding that <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="InvalidInputException">It is another text.</exception>
    public static TableEncoding FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        var (target, missing, columns) = TableEncodingJson.Read(json);
        return new TableEncoding(target, missing, columns);
    }

    private static string Name(CsvTable table) => Path.GetFileNameWithoutExtension(table.Path);

    private Matrix<T> Inputs<T>(CsvTable table, int[] rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var columns = _columns.Select(column => (Encoding: column, Source: table.Column(column.Name))).ToArray();
        var width = _columns.Sum(column => column.Width);

        T[] Encode(int row)
        {
            var inputs = new T[width];
            var start = 0;
            foreach (var (encoding, source) in columns)
            {
                if (_missing != MissingValues.Impute && encoding.IsMissing(source, row))
                {
                    throw source.Unusable(row, "a value");
                }

                encoding.Encode(source, row, inputs.AsSpan(start, encoding.Width));
                start += encoding.Width;
            }

            return inputs;
        }

        return Matrix.FromRows(rows.Select(Encode));
    }

    private int[] Usable(CsvTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var target = table.Column(Target);
        var needed =
            _missing == MissingValues.DropRow
                ? _columns.Select(column => (Encoding: column, Source: table.Column(column.Name))).ToArray()
                : [];
        bool IsComplete(int row) =>
            !target.IsMissing(row) && !needed.Any(column => column.Encoding.IsMissing(column.Source, row));

        var rows = Enumerable.Range(0, table.Rows).ToLookup(IsComplete);
        return _missing == MissingValues.Error && rows[false].Any()
            ? throw target.Unusable(rows[false].First(), "a value")
            : [.. rows[true]];
    }
}
