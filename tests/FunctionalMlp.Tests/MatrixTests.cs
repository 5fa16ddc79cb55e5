using Xunit;

namespace FunctionalMlp.Tests;

public sealed class MatrixTests
{
    private static readonly Matrix<double> A = Matrix.FromRows<double>([
        [1, 2, 3],
        [4, 5, 6],
    ]);

    [Fact]
    public void Entries_lie_row_by_row()
    {
        Assert.Equal((2, 3), (A.Rows, A.Columns));
        Assert.Equal(6, A[1, 2]);
        Assert.Equal([4.0, 5, 6], A.Row(1).ToArray());
        Assert.Equal([1.0, 2, 3, 4, 5, 6], A.Span.ToArray());
    }

    [Fact]
    public void Every_way_of_creation_gives_the_same_value()
    {
        Assert.Equal(A, Matrix.FromSpan<double>(2, 3, [1, 2, 3, 4, 5, 6]));
        Assert.Equal(
            A,
            Matrix.FromArray(
                new double[,]
                {
                    { 1, 2, 3 },
                    { 4, 5, 6 },
                }
            )
        );
        Assert.Equal(A, Matrix.Create<double>(2, 3, (i, j) => (3 * i) + j + 1));
        Assert.Equal(A, Matrix.FromArray(A.ToArray()));
        Assert.Equal(A.GetHashCode(), Matrix.FromArray(A.ToArray()).GetHashCode());
    }

    [Fact]
    public void What_it_was_made_from_can_change_without_changing_it()
    {
        double[] values = [1, 2, 3, 4];
        double[,] array =
        {
            { 1, 2 },
            { 3, 4 },
        };
        double[][] rows =
        [
            [1, 2],
            [3, 4],
        ];
        var made = new[] { Matrix.FromSpan<double>(2, 2, values), Matrix.FromArray(array), Matrix.FromRows(rows) };
        (values[0], array[0, 0], rows[0][0]) = (9, 9, 9);
        made[0].ToArray()[0, 0] = 9;
        Assert.All(made, matrix => Assert.Equal(1, matrix[0, 0]));
    }

    [Fact]
    public void Equality_is_by_shape_and_value()
    {
        Assert.NotEqual(A, Matrix.FromSpan<double>(3, 2, A.Span));
        Assert.NotEqual(A, A.Map(x => x == 6 ? 7 : x));
        Assert.Equal(
            Matrix.FromRows<double>([
                [double.NaN],
            ]),
            Matrix.FromRows<double>([
                [double.NaN],
            ])
        );
        Assert.False(A.Equals(null));
    }

    [Fact]
    public void Arithmetic()
    {
        Assert.Equal(2.0 * A, A + A);
        Assert.Equal(Matrix.Zeros<double>(2, 3), A - A);
        Assert.Equal(A.Map(x => x * x), A.Hadamard(A));
        Assert.Equal(
            Matrix.FromRows<double>([
                [1, 4],
                [2, 5],
                [3, 6],
            ]),
            A.Transpose()
        );
        Assert.Equal(
            Matrix.FromRows<double>([
                [14, 32],
                [32, 77],
            ]),
            A * A.Transpose()
        );
        Assert.Equal(A, A * Matrix.Identity<double>(3));
    }

    [Fact]
    public void Rows_can_be_viewed_and_selected()
    {
        Assert.Equal(
            Matrix.FromRows<double>([
                [4, 5, 6],
            ]),
            A.RowRange(1, 1)
        );
        Assert.Equal(
            Matrix.FromRows<double>([
                [4, 5, 6],
                [1, 2, 3],
                [4, 5, 6],
            ]),
            A.SelectRows([1, 0, 1])
        );
        Assert.Equal(
            Matrix.FromRows<double>([
                [8, 10, 12],
            ]),
            2.0 * A.RowRange(1, 1)
        );
        Assert.Equal(0, A.RowRange(2, 0).Rows);
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 5, 2)]
    [InlineData(17, 9, 33)]
    public void The_product_agrees_with_another_library(int n, int m, int l)
    {
        var (a, b) = (Samples.Matrix<double>(n, m, 1), Samples.Matrix<double>(m, l, 2));
        var expected =
            MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DenseOfArray(a.ToArray())
            * MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DenseOfArray(b.ToArray());
        var actual = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DenseOfArray((a * b).ToArray());
        Assert.True((actual - expected).InfinityNorm() < 1e-12 * m);
    }

    [Fact]
    public void What_does_not_conform_is_refused()
    {
        Samples.Fails(() => _ = A * A, "right", "3×3", "2×3");
        Samples.Fails(() => _ = A + A.Transpose(), "right", "2×3", "3×2");
        Samples.Fails(() => _ = A.Hadamard(A.Transpose()), "other", "2×3", "3×2");
        Samples.Fails(() => _ = A[2, 0], "row", "0…1", "2");
        Samples.Fails(() => _ = A[0, -1], "column", "0…2", "-1");
        Samples.Fails(() => A.RowRange(1, 2), "start", "0…1", "2 from 1");
        Samples.Fails(() => A.SelectRows([2]), "rows", "0…1", "2");
        Samples.Fails(() => Matrix.FromSpan<double>(2, 2, [1, 2, 3]), "values", "4 entries", "3");
        Samples.Fails(
            () =>
                Matrix.FromRows<double>([
                    [1],
                    [1, 2],
                ]),
            "rows",
            "1 entries",
            "2 in row 1"
        );
        Samples.Fails(() => Matrix.Zeros<double>(-1, 2), "rows", "at least 0", "-1");
        Samples.Fails(() => Matrix.Zeros<double>(1 << 20, 1 << 20), "rows", "at most", "1099511627776");
        Samples.Fails(() => Matrix.Identity<double>(-1), "size", "at least 0", "-1");
        Assert.Throws<ArgumentNullException>(() => A + null!);
        Assert.Throws<ArgumentNullException>(
            "rows[1]",
            () =>
                Matrix.FromRows<double>([
                    [1],
                    null!,
                ])
        );
    }

    /// <summary>In an int the number of entries would wrap around, in one case to less than nothing, in the other to nothing at all.</summary>
    [Theory]
    [InlineData(50_000, "2500000000")]
    [InlineData(65_536, "4294967296")]
    public void A_result_that_no_array_can_hold_is_refused(int size, string entries)
    {
        var column = Matrix.Zeros<float>(size, 1);
        var row = Matrix.Zeros<float>(1, size);
        Samples.Fails(() => _ = column * row, "right", "at most 2147483591 entries", entries);
        Samples.Fails(() => row.SelectRows(new int[size]), "rows", "at most 2147483591 entries", entries);
        Samples.Fails(() => Matrix.Identity<float>(size), "size", "at most 2147483591 entries", entries);
    }

    [Fact]
    public void Text_shows_shape_and_values() => Assert.Equal("2×3 [1 2 3; 4 5 6]", A.ToString());
}
