using System.Globalization;
using System.Numerics;
using System.Text;

namespace FunctionalMlp;

/// <summary>What matrices, vectors and parameters share as sequences of values: a hash and a text.</summary>
internal static class ValueSequence
{
    private const int Shown = 8;

    internal static int Hash<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // A few entries are enough to tell most apart; equal sequences still hash alike.
        var hash = new HashCode();
        hash.Add(values.Length);
        for (var i = 0; i < values.Length; i += 1 + (values.Length / 16))
        {
            hash.Add(values[i]);
        }

        return hash.ToHashCode();
    }

    internal static string Format<T>(int rows, int columns, ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var text = new StringBuilder(InvalidInputException.Shape(rows, columns));
        for (var i = 0; i < Math.Min(rows, Shown); i++)
        {
            text.Append(i == 0 ? " [" : "; ");
            text.Append(Format(values.Slice(i * columns, columns)));
        }

        return text.Append(
                rows == 0 ? ""
                : rows > Shown ? "; …]"
                : "]"
            )
            .ToString();
    }

    internal static string Format<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var shown = new List<string>();
        foreach (var value in values[..Math.Min(values.Length, Shown)])
        {
            shown.Add(value.ToString("G6", CultureInfo.InvariantCulture));
        }

        return string.Join(' ', shown) + (values.Length > Shown ? " …" : "");
    }
}
