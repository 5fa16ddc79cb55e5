using System.Collections.Immutable;

namespace FunctionalMlp.Data;

/// <summary>What each column of a table had better be, and why where that is not what it looks like.</summary>
internal sealed record ColumnReview(TableOptions Options, ImmutableArray<string> Warnings)
{
    /// <summary>As many categories may have a row each: a short column of names is no better than a long one.</summary>
    private const int FewCategories = 20;

    /// <summary>Settles the kinds by all rows, so that none to come is a surprise; whether there is a value at all, by those to train on.</summary>
    internal static ColumnReview Of(CsvTable table, CsvTable train, string target, TableOptions options)
    {
        var review = new ColumnReview(options with { Missing = MissingValues.Impute }, []);
        review = table
            .Columns.Where(name => name != target && !options.Ignored.Contains(name))
            .Aggregate(review, (sofar, name) => sofar.With(table.Column(name), train.Column(name)));
        if (table.Columns.All(name => name == target || review.Options.Ignored.Contains(name)))
        {
            throw new InvalidFileException(
                table.Path,
                $"a column to learn \"{target}\" from",
                string.Join(" ", ["none.", .. review.Warnings]).TrimEnd('.'),
                table.HeaderLine
            );
        }

        // Categories that were asked for are all let in, however many; the limit was for the columns that nothing is known of.
        var most = options.Categorical.Select(name => Different(table.Column(name))).DefaultIfEmpty().Max();
        var limit = Math.Max(options.MaximumCategories, most);
        return review with { Options = review.Options with { MaximumCategories = limit } };
    }

    private static int Different(CsvColumn column) => column.Present().Select(row => column[row]).Distinct().Count();

    private ColumnReview With(CsvColumn column, CsvColumn train)
    {
        if (train.Present().Length == 0)
        {
            return Without(column, "has no values to train on");
        }

        if (Options.Numeric.Contains(column.Name))
        {
            return WithoutNumbers(train) ?? this;
        }

        if (Options.Categorical.Contains(column.Name))
        {
            return this;
        }

        var rows = column.Present();
        var count = Different(column);
        var text = Array.FindAll(rows, column.IsText);
        var isTooMany = count > Options.MaximumCategories;
        if (!column.IsNumeric())
        {
            return isTooMany || (count > FewCategories && 2 * count > rows.Length)
                ? Without(column, $"has text with {count} different values in {rows.Length} rows")
                : this;
        }

        if (text.Length == 0)
        {
            return this;
        }

        // A slip, or a word for what is not known, or else codes of which some look like numbers.
        var example = column.Line(text[0]);
        var found =
            $"has {text.Length} texts among {rows.Length} values, such as \"{column[text[0]]}\" in line {example}";
        return isTooMany || 10 * text.Length <= rows.Length
            ? WithoutNumbers(train)
                ?? Add(
                    $"{found}; they are taken for missing values.",
                    Options with
                    {
                        Numeric = Options.Numeric.Add(column.Name),
                    }
                )
            : Add(
                $"{found}; its values are taken for categories.",
                Options with
                {
                    Categorical = Options.Categorical.Add(column.Name),
                }
            );

        ColumnReview Add(string warning, TableOptions options) =>
            new(options, Warnings.Add($"The column \"{column.Name}\" {warning}"));
    }

    /// <summary>Null if there is a number to train on.</summary>
    private ColumnReview? WithoutNumbers(CsvColumn train) =>
        train.Present().All(train.IsText) ? Without(train, "has no numbers to train on") : null;

    private ColumnReview Without(CsvColumn column, string reason) =>
        new(
            Options with
            {
                Ignored = Options.Ignored.Add(column.Name),
                // What is left out needs no kind.
                Categorical = Options.Categorical.Remove(column.Name),
                Numeric = Options.Numeric.Remove(column.Name),
            },
            Warnings.Add($"The column \"{column.Name}\" {reason}; it is left out.")
        );
}
