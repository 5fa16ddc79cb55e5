using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;

namespace FunctionalMlp;

/// <summary>
/// The one exception for input that the library cannot use: shapes that do not conform, values out of range, NaN, numbers of another type than
/// <see cref="float"/> and <see cref="double"/>.
/// Its message names the argument, what was expected and what came.
/// </summary>
/// <remarks>Null references raise <see cref="ArgumentNullException"/> instead.</remarks>
public sealed class InvalidInputException : ArgumentException
{
    /// <summary>Says which argument was unusable and why.</summary>
    /// <param name="argument">The argument's name.</param>
    /// <param name="expected">What would have been accepted.</param>
    /// <param name="actual">What came.</param>
    public InvalidInputException(string argument, string expected, string actual)
        : base($"{argument}: expected {expected}, but got {actual}.", argument)
    {
        Expected = expected;
        Actual = actual;
    }

    /// <summary>What would have been accepted.</summary>
    public string Expected { get; }

    /// <summary>What came.</summary>
    public string Actual { get; }

    /// <inheritdoc/>
    // The base class would append the parameter's name, which the message starts with already.
    public override string Message => $"{ParamName}: expected {Expected}, but got {Actual}.";

    internal static string Shape(int rows, int columns) =>
        string.Create(CultureInfo.InvariantCulture, $"{rows}×{columns}");

    internal static void RequireShape(string argument, int rows, int columns, int actualRows, int actualColumns)
    {
        if (rows != actualRows || columns != actualColumns)
        {
            throw new InvalidInputException(argument, Shape(rows, columns), Shape(actualRows, actualColumns));
        }
    }

    internal static void RequireIndex(string argument, int count, int actual)
    {
        if ((uint)actual >= (uint)count)
        {
            throw new InvalidInputException(
                argument,
                count == 0
                    ? "nothing, for there are none"
                    : string.Create(CultureInfo.InvariantCulture, $"0…{count - 1}"),
                actual.ToString(CultureInfo.InvariantCulture)
            );
        }
    }

    internal static void RequireRange(string argument, int available, int start, int count)
    {
        if (start < 0 || count < 0 || start > available - count)
        {
            throw new InvalidInputException(
                argument,
                string.Create(CultureInfo.InvariantCulture, $"a range within 0…{available - 1}"),
                string.Create(CultureInfo.InvariantCulture, $"{count} from {start}")
            );
        }
    }

    /// <summary>An array, which an <see cref="ImmutableArray{T}"/> that was never assigned is not.</summary>
    internal static ImmutableArray<TItem> RequireArray<TItem>(string argument, ImmutableArray<TItem> actual) =>
        actual.IsDefault ? throw new InvalidInputException(argument, "an array, empty or not", "default") : actual;

    internal static int RequireAtLeast(string argument, int minimum, int actual) =>
        actual >= minimum
            ? actual
            : throw new InvalidInputException(
                argument,
                string.Create(CultureInfo.InvariantCulture, $"at least {minimum}"),
                actual.ToString(CultureInfo.InvariantCulture)
            );

    /// <summary>The number of entries of a matrix, which an array can hold.</summary>
    /// <remarks>As an int the product may wrap around to any number, and be taken for the size of too small an array.</remarks>
    internal static int RequireSize(string argument, int rows, int columns)
    {
        var size = (long)rows * columns;
        return size <= Array.MaxLength
            ? (int)size
            : throw new InvalidInputException(
                argument,
                string.Create(CultureInfo.InvariantCulture, $"at most {Array.MaxLength} entries in the result"),
                string.Create(CultureInfo.InvariantCulture, $"{size}")
            );
    }

    /// <summary>A finite number above zero.</summary>
    internal static double RequirePositive(string argument, double actual) =>
        double.IsFinite(actual) && actual > 0
            ? actual
            : throw new InvalidInputException(
                argument,
                "a positive finite number",
                actual.ToString(CultureInfo.InvariantCulture)
            );

    /// <summary>A finite number, zero or above.</summary>
    internal static double RequireNonNegative(string argument, double actual) =>
        double.IsFinite(actual) && actual >= 0
            ? actual
            : throw new InvalidInputException(
                argument,
                "a finite number, zero or above",
                actual.ToString(CultureInfo.InvariantCulture)
            );

    /// <summary>No kernel is compiled for others; where a type is one of the two, nothing of this is left.</summary>
    internal static void RequireElementType<T>()
        where T : unmanaged
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
        {
            throw new InvalidInputException(nameof(T), "float or double", typeof(T).Name);
        }
    }

    /// <summary>A mean divides by this sum.</summary>
    internal static void RequireFiniteSum<T>(string argument, ReadOnlySpan<T> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var sum = TensorPrimitives.Sum(weights);
        if (!T.IsFinite(sum))
        {
            throw new InvalidInputException(
                argument,
                "numbers with a finite sum",
                sum.ToString(null, CultureInfo.InvariantCulture)
            );
        }
    }

    internal static void RequireFinite<T>(string argument, ReadOnlySpan<T> values, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (TensorPrimitives.IsFiniteAll(values))
        {
            return;
        }

        for (var index = 0; index < values.Length; index++)
        {
            if (!T.IsFinite(values[index]))
            {
                throw new InvalidInputException(
                    argument,
                    "finite numbers",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{values[index]} in row {index / columns}, column {index % columns}"
                    )
                );
            }
        }
    }
}
