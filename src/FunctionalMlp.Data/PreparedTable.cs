using System.Collections.Immutable;

namespace FunctionalMlp.Data;

/// <summary>What a target is.</summary>
public enum TargetKind
{
    /// <summary>
    /// Classes if it is text, or if it has few different values (20 at most), each a whole number and on average in five rows or more; otherwise
    /// numbers.
    /// </summary>
    Automatic,

    /// <summary>Numbers, to predict by regression.</summary>
    Numbers,

    /// <summary>Classes, although they may look like numbers.</summary>
    Classes,
}

/// <summary>
/// A table as it was found, made ready to learn from: what each column is has been settled, with a warning where that was not plain, a part of the
/// rows is held out, and the encoding is fitted to the rest. For those who want no guesses there is <see cref="TableEncoding"/>.
/// </summary>
public sealed class PreparedTable
{
    private const int FewestRows = 10;
    private const double TrainFraction = 0.8;

    private PreparedTable(
        CsvTable train,
        CsvTable test,
        TableEncoding encoding,
        ImmutableArray<string> classNames,
        ImmutableArray<string> warnings
    ) => (Train, Test, Encoding, ClassNames, Warnings) = (train, test, encoding, classNames, warnings);

    /// <summary>The rows to train on: four fifths of those with a target, each class in the same proportion.</summary>
    public CsvTable Train { get; }

    /// <summary>The rows held out.</summary>
    public CsvTable Test { get; }

    /// <summary>Fitted to <see cref="Train"/>.</summary>
    public TableEncoding Encoding { get; }

    /// <summary>The classes of all rows, in ordinal order; empty if the target is a number.</summary>
    public ImmutableArray<string> ClassNames { get; }

    /// <summary>What was left out or taken for something else, and why: a sentence each.</summary>
    public ImmutableArray<string> Warnings { get; }

    /// <summary>
    /// Prepares a table. Left out are columns without a value and columns of text with too many different values to be categories, such as names; of
    /// columns with numbers and text, those with few different values become categories, and in the others text becomes a missing value. Missing
    /// values are filled in (<see cref="MissingValues.Impute"/>), whatever the options say.
    /// </summary>
    /// <param name="table">All rows.</param>
    /// <param name="target">The column to predict; rows without it are left out.</param>
    /// <param name="options">What is known of the columns. It goes before what they look like.</param>
    /// <param name="kind">What the target is.</param>
    /// <param name="seed">Fixes the rows that are held out.</param>
    /// <exception cref="InvalidInputException">There is no such column, or one is to be two things.</exception>
    /// <exception cref="InvalidFileException">Fewer than 10 rows with a target, a target that is the same everywhere or different in nearly every row, text among its numbers, numbers in another notation, or no column to learn from.</exception>
    public static PreparedTable Create(
        CsvTable table,
        string target,
        TableOptions options,
        TargetKind kind = TargetKind.Automatic,
        long seed = 1
    )
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(options);
        var rows = table.Column(target).Present();
        if (rows.Length < FewestRows)
        {
            throw new InvalidFileException(
                table.Path,
                $"at least {FewestRows} rows with a value, for some are held out to test on",
                $"{rows.Length}",
                table.HeaderLine,
                target
            );
        }

        var known = table.Select([.. rows]);
        var classNames = ClassesOf(known.Column(target), kind);
        var partition = classNames.IsEmpty
            ? Partition.Random(known.Rows, TrainFraction, seed)
            : Partition.Stratified(known.Codes(target), TrainFraction, seed);
        var train = known.Select(partition.Train);
        var review = ColumnReview.Of(known, train, target, options);
        var without = table.Rows - rows.Length;
        ImmutableArray<string> warnings =
            without == 0 ? [] : [$"{without} rows have no \"{target}\"; they are left out."];
        return new PreparedTable(
            train,
            known.Select(partition.Test),
            TableEncoding.Fit(train, target, review.Options),
            classNames,
            [.. warnings, .. review.Warnings]
        );
    }

    private static ImmutableArray<string> ClassesOf(CsvColumn target, TargetKind kind)
    {
        var values = target.Present();
        var firstRows = values.DistinctBy(row => target[row]).ToArray();
        if (firstRows.Length == 1)
        {
            throw target.Unusable(0, "at least two different values", $"\"{target[0]}\" in every row");
        }

        if (!IsClasses(target, kind, values.Length, firstRows))
        {
            return [];
        }

        // Most of such classes would be in one part only, or in none that is learned from.
        return 2 * firstRows.Length <= values.Length
            ? [.. firstRows.Select(row => target[row]).Order(StringComparer.Ordinal)]
            : throw target.Unusable(
                firstRows[values.Length / 2],
                "classes of two rows or more, on average",
                $"{firstRows.Length} different values in {values.Length} rows"
            );
    }

    private static bool IsClasses(CsvColumn target, TargetKind kind, int count, int[] firstRows) =>
        kind switch
        {
            TargetKind.Numbers => false,
            TargetKind.Classes => true,
            TargetKind.Automatic => !target.IsNumeric()
                || (
                    firstRows.Length <= 20
                    && 5 * firstRows.Length <= count
                    && firstRows.All(row =>
                        target.Number(row) is { } number ? double.IsInteger(number) : target.IsText(row)
                    )
                ),
            _ => throw new InvalidInputException(nameof(kind), "one of the values of TargetKind", $"{kind}"),
        };
}
