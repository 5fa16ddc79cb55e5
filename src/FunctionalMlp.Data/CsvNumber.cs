using System.Globalization;
using System.Text.RegularExpressions;

namespace FunctionalMlp.Data;

/// <summary>Numbers as CSV files have them, with a point or a comma before the decimals and nothing between the thousands.</summary>
internal static partial class CsvNumber
{
    internal static double? Parse(string field, char decimalSeparator)
    {
        if (decimalSeparator == ',')
        {
            // A point would separate thousands, or belong to another notation.
            field = field.Contains('.', StringComparison.Ordinal) ? "" : field.Replace(',', '.');
        }

        var isNumber = double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var number);
        return isNumber && double.IsFinite(number) ? number : null;
    }

    /// <summary>Whether it is a number for a reader who takes points and commas for either separator, such as 1,126 or 1.126,5.</summary>
    [GeneratedRegex(
        @"^[+-]?(?=[.,]?[0-9])([0-9]{1,3}([.,][0-9]{3})+|[0-9]*)([.,][0-9]+)?(e[+-]?[0-9]+)?$",
        RegexOptions.IgnoreCase
    )]
    internal static partial Regex InAnyNotation { get; }
}
