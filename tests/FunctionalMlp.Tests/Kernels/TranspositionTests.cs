using FunctionalMlp.Kernels;
using Xunit;

namespace FunctionalMlp.Tests.Kernels;

/// <summary>Transposed copies of rows that lie side by side, a multiple of 4 KB apart, or by number.</summary>
public sealed unsafe class TranspositionTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(1024)]
    public void All_remainders_of_the_bands_and_pieces(int gap)
    {
        foreach (var rows in Enumerable.Range(0, 35).Concat([63, 64, 65]))
        {
            foreach (var columns in Enumerable.Range(0, 21).Concat([31, 32, 33, 61]))
            {
                // A gap of 1,024 is a distance of 1,024 floats or 512 doubles.
                Check<float>(rows, columns, gap == 1024 ? 1024 : columns + gap, order: null);
                Check<double>(rows, columns, gap == 1024 ? 512 : columns + gap, order: null);
            }
        }
    }

    [Fact]
    public void Rows_that_begin_anywhere_in_a_cache_line()
    {
        foreach (var offset in Enumerable.Range(0, 16))
        {
            foreach (var rows in (int[])[8, 16, 19])
            {
                foreach (var columns in (int[])[15, 16, 17, 20, 31, 32, 47, 66])
                {
                    Check<float>(rows, columns, 1024, order: null, offset);
                    Check<double>(rows, columns, 512, order: null, offset);
                }
            }
        }
    }

    [Fact]
    public void Rows_by_number()
    {
        var random = new Random(20261126);
        foreach (var rows in (int[])[1, 2, 5, 8, 15, 16, 17, 40])
        {
            foreach (var columns in (int[])[1, 4, 15, 16, 33, 64])
            {
                int[] order = [.. Enumerable.Range(0, rows).Select(_ => random.Next(50))];
                Check<float>(rows, columns, columns + 1, order);
                Check<double>(rows, columns, columns + 1, order);
                Check<float>(rows, columns, 80, order);
                Check<double>(rows, columns, 72, order);
            }
        }
    }

    private static void Check<T>(int rows, int columns, int stride, int[]? order, int offset = 1)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        const int room = 3;
        var given = order == null ? rows : 50;
        var source = new Guarded<T>(given * stride, offset, i => T.CreateChecked(i));
        var target = new Guarded<T>(columns * (rows + room), 2, _ => -T.One);
        fixed (
            T* from = source.Span,
                to = target.Span
        )
        fixed (int* numbers = order)
        {
            Transposition.Run(rows, columns, from, stride, to, rows + room, numbers);
        }

        target.AssertGuardsUntouched();
        for (var column = 0; column < columns; column++)
        {
            var written = target.Span.Slice(column * (rows + room), rows + room);
            for (var row = 0; row < rows; row++)
            {
                Assert.Equal(T.CreateChecked(((order?[row] ?? row) * stride) + column), written[row]);
            }

            Assert.False(written[rows..].ContainsAnyExcept(-T.One), "written between the columns");
        }
    }
}
