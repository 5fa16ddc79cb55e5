using System.Collections.Immutable;

namespace FunctionalMlp.Data;

/// <summary>How a CSV file is written. F#: <c>CsvOptions(HasHeader = false)</c>.</summary>
public sealed record CsvOptions
{
    /// <summary>What stands between two fields; null finds out which of comma, semicolon, tab and bar it is.</summary>
    public char? Separator { get; init; }

    /// <summary>What stands before a number's decimals, a point or a comma; nothing may stand between its thousands.</summary>
    public char DecimalSeparator { get; init; } = '.';

    /// <summary>Whether the first line has the columns' names; those without one are called column 1, column 2, …</summary>
    public bool HasHeader { get; init; } = true;

    /// <summary>The fields that mean a missing value; compared without regard to case and to blanks around them.</summary>
    public ImmutableHashSet<string> MissingMarkers
    {
        get;
        init => field = value.WithComparer(StringComparer.OrdinalIgnoreCase);
    } = ImmutableHashSet.Create(StringComparer.OrdinalIgnoreCase, "", "NA", "N/A", "NaN", "null", "?");
}
