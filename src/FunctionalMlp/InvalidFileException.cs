using System.Globalization;

namespace FunctionalMlp;

/// <summary>
/// The one exception for a file whose content cannot be used: damaged, cut short, of another format, or with a field that is
/// not what it should be. Its message names the file, the line and the column where there are such, what was expected and what came.
/// </summary>
/// <remarks>A file that is missing or may not be read raises what <see cref="File"/> raises: <see cref="IOException"/> and its kind.</remarks>
public sealed class InvalidFileException : FormatException
{
    /// <summary>Says which place of a file is unusable and why.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expected">What would have been accepted.</param>
    /// <param name="actual">What came.</param>
    /// <param name="line">The line, from 1; 0 if the file has no lines.</param>
    /// <param name="column">The column's name; empty if it has none.</param>
    public InvalidFileException(string path, string expected, string actual, int line = 0, string column = "")
        : base(Describe(path, expected, actual, line, column))
    {
        Path = path;
        Expected = expected;
        Actual = actual;
        Line = line;
        Column = column;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What would have been accepted.</summary>
    public string Expected { get; }

    /// <summary>What came.</summary>
    public string Actual { get; }

    /// <summary>The line, from 1; 0 if the file has no lines.</summary>
    public int Line { get; }

    /// <summary>The column's name; empty if it has none.</summary>
    public string Column { get; }

    private static string Describe(string path, string expected, string actual, int line, string column)
    {
        var place = path;
        if (line > 0)
        {
            place += string.Create(CultureInfo.InvariantCulture, $", line {line}");
        }

        if (column.Length > 0)
        {
            place += $", column \"{column}\"";
        }

        return $"{place}: expected {expected}, but got {actual}.";
    }
}
