using System.Numerics;
using System.Runtime.Intrinsics;
using FunctionalMlp.Kernels;
using Xunit;

namespace FunctionalMlp.Tests.Kernels;

/// <summary>What <see cref="Products"/> does not ask for by itself: rows of A that compete for the cache, and columns or rows of B by number; with a bias, rectified, over several blocks.</summary>
public sealed unsafe class BlockedProductTests
{
    public static TheoryData<int> Widths => [128, 256, 512];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Rows_of_A_a_multiple_of_4_KB_apart(int width)
    {
        foreach (
            var (rows, depth, columns) in ((int, int, int)[])
                [(30, 1024, 70), (13, 700, 900), (5, 40, 3), (25, 2300, 400), (70, 300, 200)]
        )
        {
            Check<float>(rows, depth, columns, width, isFarApart: true);
            Check<double>(rows, depth, columns, width, isFarApart: true);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Columns_of_B_by_number(int width)
    {
        foreach (var (rows, depth, columns) in ((int, int, int)[])[(30, 2300, 70), (3, 17, 33), (25, 600, 300)])
        {
            Check<float>(rows, depth, columns, width, order: Orders.Columns);
            Check<double>(rows, depth, columns, width, order: Orders.Columns);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Rows_of_B_by_number(int width)
    {
        foreach (var (rows, depth, columns) in ((int, int, int)[])[(30, 2300, 70), (3, 17, 33), (25, 600, 300)])
        {
            Check<float>(rows, depth, columns, width, order: Orders.Rows);
            Check<double>(rows, depth, columns, width, order: Orders.Rows);
        }
    }

    private enum Orders
    {
        None,
        Columns,
        Rows,
    }

    private static void Check<T>(
        int rows,
        int depth,
        int columns,
        int width,
        bool isFarApart = false,
        Orders order = Orders.None
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new Random(rows + depth + columns);
        T Number() => T.CreateChecked(random.NextDouble() - 0.5);
        var lines = order == Orders.Columns ? columns : depth;
        var padded = (columns + 15) / 16 * 16;
        var stride = order == Orders.Columns ? depth + 1 : padded + 16;
        var aStride = isFarApart ? (depth + 1023) / 1024 * 1024 : depth;
        int[] numbers = [.. Enumerable.Range(0, lines)];
        if (order != Orders.None)
        {
            random.Shuffle(numbers);
        }

        var a = new Guarded<T>(rows * aStride, 1, _ => Number());
        var b = new Guarded<T>(lines * stride, 2, _ => Number());
        var bias = new Guarded<T>(rows, 1, _ => Number());
        var c = new Guarded<T>(rows * padded, 3, _ => T.NaN);
        fixed (
            T* pa = a.Span,
                pb = b.Span,
                start = bias.Span,
                pc = c.Span
        )
        fixed (int* byNumber = numbers)
        {
            var product = new Product<T>
            {
                Rows = rows,
                Depth = depth,
                Columns = columns,
                A = pa,
                ARowStride = aStride,
                AStep = 1,
                B = pb,
                BStep = order == Orders.Columns ? 1 : stride,
                BColumnStride = order == Orders.Columns ? stride : 1,
                BOrder = order == Orders.None ? null : byNumber,
                Bias = start,
                C = pc,
                CStride = padded,
                IsPadded = true,
                Ending = ProductEnding.Rectified,
            };
            var isEnded = width switch
            {
                512 => BlockedProduct<T, Vector512<T>, Simd512<T>>.Run(product),
                256 => BlockedProduct<T, Vector256<T>, Simd256<T>>.Run(product),
                _ => BlockedProduct<T, Vector128<T>, Simd128<T>>.Run(product),
            };
            Assert.True(isEnded);
        }

        c.AssertGuardsUntouched();
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var sum = bias.Span[row];
                for (var k = 0; k < depth; k++)
                {
                    var at = order == Orders.Columns ? (numbers[column] * stride) + k : (numbers[k] * stride) + column;
                    sum = T.FusedMultiplyAdd(a.Span[(row * aStride) + k], b.Span[at], sum);
                }

                Assert.Equal(T.Max(sum, T.Zero), c.Span[(row * padded) + column]);
            }
        }
    }
}
