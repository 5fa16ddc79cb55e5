using System.Collections.Immutable;

namespace FunctionalMlp.Data;

/// <summary>What becomes of missing values.</summary>
public enum MissingValues
{
    /// <summary>One is an error that names its line and column.</summary>
    Error,

    /// <summary>Rows with one are left out.</summary>
    DropRow,

    /// <summary>Numbers become the column's mean and categories its most frequent one, both of the rows that the encoding was fitted on. Rows without target are left out.</summary>
    Impute,
}

/// <summary>How the columns of a table become inputs. F#: <c>TableOptions(Missing = MissingValues.Impute)</c>.</summary>
public sealed record TableOptions
{
    /// <summary>What becomes of missing values.</summary>
    public MissingValues Missing { get; init; } = MissingValues.Error;

    /// <summary>Columns that are not inputs, such as a row's number.</summary>
    public ImmutableHashSet<string> Ignored { get; init; } = [];

    /// <summary>Columns that are categories although they may look like numbers, such as postal codes.</summary>
    public ImmutableHashSet<string> Categorical { get; init; } = [];

    /// <summary>Columns that are numbers whatever text stands among them, such as "unknown": it is a missing value.</summary>
    public ImmutableHashSet<string> Numeric { get; init; } = [];

    /// <summary>How many categories a column may have, 2 or more.</summary>
    public int MaximumCategories { get; init; } = 100;
}
