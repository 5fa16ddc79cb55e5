using System.Numerics;
using FunctionalMlp.Kernels;
using Xunit;

namespace FunctionalMlp.Tests.Kernels;

/// <summary>Every product has the bits of the naive loop: whatever its shape, the width of the vectors and the number of threads.</summary>
public sealed class ProductsTests
{
    public static TheoryData<int> Widths => [128, 256, 512];

    [Theory]
    [MemberData(nameof(Widths))]
    public void All_remainders_of_the_tiles(int width)
    {
        foreach (var rows in Enumerable.Range(0, 15).Concat([23, 24, 25, 37]))
        {
            for (var columns = 0; columns <= 67; columns++)
            {
                foreach (var depth in (int[])[0, 1, 5, 13])
                {
                    Check<float>(rows, depth, columns, width);
                    Check<double>(rows, depth, columns, width);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void All_remainders_of_the_transposed_blocks(int width)
    {
        for (var depth = 0; depth <= 20; depth++)
        {
            for (var columns = 0; columns <= 20; columns++)
            {
                Check<float>(2, depth, columns, width);
                Check<double>(2, depth, columns, width);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Depths_around_the_blocks_of_k(int width)
    {
        foreach (var depth in (int[])[255, 256, 257, 511, 512, 513, 769, 1023, 1024, 1025, 2049])
        {
            Check<float>(13, depth, 35, width);
            Check<double>(7, depth, 19, width);
            Check<float>(30, depth, 150, width);
            Check<double>(30, depth, 70, width);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Random_shapes(int width)
    {
        const int seed = 20211027;
        var random = new Random(seed);
        for (var trial = 0; trial < 40; trial++)
        {
            Check<float>(random.Next(1, 260), random.Next(1, 400), random.Next(1, 260), width);
            Check<double>(random.Next(1, 260), random.Next(1, 400), random.Next(1, 260), width);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Rows_of_A_that_compete_for_the_first_level(int width)
    {
        Check<float>(45, 1024, 70, width);
        Check<double>(45, 512, 70, width);
    }

    [Theory]
    [InlineData(2500, 3, 5)]
    [InlineData(3, 5, 2500)]
    [InlineData(450, 4, 1100)]
    public void More_rows_or_columns_than_a_block_holds(int rows, int depth, int columns)
    {
        Check<float>(rows, depth, columns, Hardware.Width);
        Check<double>(rows, depth, columns, Hardware.Width);
    }

    /// <summary>More of A than the second level of the caches holds, in one block of k and in two.</summary>
    [Theory]
    [MemberData(nameof(Widths))]
    public void Many_rows_pass_far_panels_some_at_a_time(int width)
    {
        Check<float>(1101, 600, 40, width);
        Check<double>(1101, 1030, 40, width);
    }

    /// <summary>And more of B than a block holds, on one thread.</summary>
    [Theory]
    [InlineData(520, 1024, 1400)]
    [InlineData(2300, 230, 6000)]
    public void Large_factors_give_the_same_bits_for_any_number_of_threads(int rows, int depth, int columns)
    {
        var random = new Random(rows);
        float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
        var (a, b) = (Numbers(rows * depth), Numbers(depth * columns));
        var expected = new float[rows * columns];
        Products.Multiply<float>(rows, depth, columns, a, b, expected, threads: 1);
        foreach (var threads in (int[])[2, 3, 4, 16])
        {
            var result = new float[rows * columns];
            Products.Multiply<float>(rows, depth, columns, a, b, result, threads);
            Assert.Equal(expected, result);
        }
    }

    [Theory]
    [InlineData(200, 205, 210)]
    [InlineData(4000, 300, 10)]
    [InlineData(10, 300, 4000)]
    [InlineData(1, 3000, 3000)]
    public void Any_number_of_threads_gives_the_same_bits(int rows, int depth, int columns)
    {
        foreach (var threads in (int[])[1, 2, 3, 16, 0])
        {
            Check<float>(rows, depth, columns, Hardware.Width, threads);
            Check<double>(rows, depth, columns, Hardware.Width, threads);
        }
    }

    [Fact]
    public void Infinities_and_NaN_stay_in_their_elements()
    {
        float[] a = [1, float.PositiveInfinity, 2, 3, float.NaN, 4];
        float[] b = [1, 2, 0, 1];
        var c = new float[6];
        Products.Multiply<float>(3, 2, 2, a, b, c);
        Assert.Equal([float.NaN, float.PositiveInfinity, 2, 7, float.NaN, float.NaN], c);
    }

    /// <summary>All three products of the shape, at several offsets, between guard bands.</summary>
    private static void Check<T>(int rows, int depth, int columns, int width, int threads = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var offset = (rows + depth + columns) % 5;
        var a = Operand<T>(rows * depth, offset, 1);
        var transposedA = Operand<T>(rows * depth, offset, 1);
        var b = Operand<T>(depth * columns, offset + 1, 2);
        var transposedB = Operand<T>(depth * columns, offset + 1, 2);
        Transpose(rows, depth, a.Span, transposedA.Span);
        Transpose(depth, columns, b.Span, transposedB.Span);
        var plain = Naive(rows, depth, columns, a.Span, b.Span);

        AssertBits(plain, c => Products.Multiply(rows, depth, columns, a.Span, b.Span, c, threads, width));
        AssertBits(
            plain,
            c => Products.MultiplyTransposedRight(rows, depth, columns, a.Span, transposedB.Span, c, threads, width)
        );
        AssertBits(
            plain,
            c => Products.MultiplyTransposedLeft(rows, depth, columns, transposedA.Span, b.Span, c, threads, width)
        );

        void AssertBits(T[] expected, Action<Span<T>> product)
        {
            var c = new Guarded<T>(rows * columns, offset + 3, _ => T.NaN);
            product(c.Span);
            c.AssertGuardsUntouched();
            Assert.True(
                c.Span.SequenceEqual(expected),
                $"{typeof(T).Name} {rows}×{depth}×{columns}, {width} bits, {threads} threads"
            );
        }
    }

    private static Guarded<T> Operand<T>(int length, int offset, int seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new Random(seed);
        return new Guarded<T>(length, offset, _ => T.CreateChecked(random.NextDouble() - 0.5));
    }

    private static void Transpose<T>(int rows, int columns, ReadOnlySpan<T> source, Span<T> target)
    {
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                target[(j * rows) + i] = source[(i * columns) + j];
            }
        }
    }

    private static T[] Naive<T>(int rows, int depth, int columns, ReadOnlySpan<T> a, ReadOnlySpan<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var c = new T[rows * columns];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                var sum = T.Zero;
                for (var k = 0; k < depth; k++)
                {
                    sum = T.FusedMultiplyAdd(a[(i * depth) + k], b[(k * columns) + j], sum);
                }

                c[(i * columns) + j] = sum;
            }
        }

        return c;
    }
}
