using System.Numerics;

namespace FunctionalMlp.Kernels;

/// <summary>Sums in an order that depends on neither the vector width nor the number of threads.</summary>
internal static class Reductions
{
    /// <summary>The sum of each column, over the rows in order.</summary>
    internal static void SumRows<T>(int rows, int columns, ReadOnlySpan<T> a, Span<T> sums)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        sums[..columns].Clear();
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                sums[j] += a[(i * columns) + j];
            }
        }
    }

    internal static T Dot<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var sum = T.Zero;
        for (var i = 0; i < a.Length; i++)
        {
            sum = T.FusedMultiplyAdd(a[i], b[i], sum);
        }

        return sum;
    }

    internal static T SumOfSquares<T>(ReadOnlySpan<T> a)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Dot(a, a);

    internal static T SumOfMagnitudes<T>(ReadOnlySpan<T> a)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var sum = T.Zero;
        foreach (var value in a)
        {
            sum += T.Abs(value);
        }

        return sum;
    }
}
