using FunctionalMlp.Data;
using Xunit;
using LinearAlgebra = MathNet.Numerics.LinearAlgebra;

namespace FunctionalMlp.Tests.Data;

public sealed class MathNetMatricesTests
{
    private static readonly Matrix<double> Matrix = Samples.Matrix<double>(3, 2, 1);

    [Fact]
    public void There_and_back_gives_the_same_bits()
    {
        Assert.Equal(Matrix, Matrix.ToMathNet().ToMatrix());
        var vector = Vector.FromSpan<float>([1, 2, 3]);
        Assert.Equal(vector, vector.ToMathNet().ToVector());
    }

    [Fact]
    public void Entries_are_where_they_were()
    {
        var theirs = LinearAlgebra.Matrix<double>.Build.DenseOfArray(
            new double[,]
            {
                { 1, 2, 3 },
                { 4, 5, 6 },
            }
        );
        var ours = FunctionalMlp.Matrix.FromRows<double>([
            [1, 2, 3],
            [4, 5, 6],
        ]);
        Assert.Equal(ours, theirs.ToMatrix());
        Assert.Equal(theirs, ours.ToMathNet());
        Assert.Equal(ours, LinearAlgebra.Matrix<double>.Build.SparseOfMatrix(theirs).ToMatrix());
        Assert.Equal(ours * ours.Transpose(), (theirs * theirs.Transpose()).ToMatrix());
    }

    [Fact]
    public void Nothing_is_shared()
    {
        var theirs = LinearAlgebra.Matrix<double>.Build.Dense(1, 1);
        var ours = theirs.ToMatrix();
        theirs[0, 0] = 1;
        Assert.Equal(0, ours[0, 0]);
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        Samples.Fails(() => FunctionalMlp.Matrix.Zeros<double>(0, 2).ToMathNet(), "matrix", "at least one", "0×2");
        Samples.Fails(() => Vector.Zeros<double>(0).ToMathNet(), "vector", "at least one", "none");
    }
}
