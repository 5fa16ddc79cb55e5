using FunctionalMlp.Calculus;
using Xunit;

namespace FunctionalMlp.Tests.Calculus;

using Peer = MathNet.Numerics.LinearAlgebra.Matrix<double>;

public sealed class ProductJacobianTests
{
    private const int N = 3;
    private const int M = 4;
    private const int L = 2;
    private static readonly Matrix<double> W = Samples.Matrix<double>(N, M, 1);
    private static readonly Matrix<double> A = Samples.Matrix<double>(M, L, 2);

    [Fact]
    public void With_respect_to_the_left_factor_it_is_the_identity_times_the_transposed_right_one()
    {
        var expected = Peer.Build.DenseIdentity(N).KroneckerProduct(Dense(A).Transpose());
        Assert.Equal(expected, Dense(ProductJacobian.WithRespectToLeft(W, A).ToDense()));
    }

    [Fact]
    public void With_respect_to_the_right_factor_it_is_the_left_one_times_the_identity()
    {
        var expected = Dense(W).KroneckerProduct(Peer.Build.DenseIdentity(L));
        Assert.Equal(expected, Dense(ProductJacobian.WithRespectToRight(W, A).ToDense()));
    }

    [Fact]
    public void Applied_to_a_direction_it_is_the_derivative()
    {
        var (dW, dA) = (Samples.Matrix<double>(N, M, 3), Samples.Matrix<double>(M, L, 4));
        Close(dW * A, ProductJacobian.WithRespectToLeft(W, A).Apply(dW));
        Close(W * dA, ProductJacobian.WithRespectToRight(W, A).Apply(dA));
    }

    [Fact]
    public void Transposed_it_is_the_pullback()
    {
        var cotangent = Samples.Matrix<double>(N, L, 5);
        Close(cotangent * A.Transpose(), ProductJacobian.WithRespectToLeft(W, A).ApplyTransposed(cotangent));
        Close(W.Transpose() * cotangent, ProductJacobian.WithRespectToRight(W, A).ApplyTransposed(cotangent));
    }

    [Fact]
    public void Applying_agrees_with_the_dense_form()
    {
        foreach (
            var (jacobian, direction) in new[]
            {
                (ProductJacobian.WithRespectToLeft(W, A), Samples.Matrix<double>(N, M, 6)),
                (ProductJacobian.WithRespectToRight(W, A), Samples.Matrix<double>(M, L, 7)),
            }
        )
        {
            var column = Matrix.FromSpan(direction.Span.Length, 1, direction.Span);
            var dense = jacobian.ToDense() * column;
            Close(dense, Matrix.FromSpan(N * L, 1, jacobian.Apply(direction).Span));
        }
    }

    [Fact]
    public void Is_very_sparse_and_says_how_much()
    {
        var jacobian = ProductJacobian.WithRespectToLeft(W, A);
        Assert.Equal((N * L, N * M), (jacobian.Rows, jacobian.Columns));
        Assert.Equal(N * M * L, jacobian.StructuralNonZeros);
        var dense = jacobian.ToDense().Span.ToArray();
        Assert.Equal(N * M * L, dense.Count(entry => entry != 0));
        Assert.Equal(N * M * L, ProductJacobian.WithRespectToRight(W, A).StructuralNonZeros);
    }

    [Fact]
    public void Of_large_factors_it_is_not_formed()
    {
        var (w, a) = (Samples.Matrix<float>(300, 200, 1), Samples.Matrix<float>(200, 100, 2));
        var jacobian = ProductJacobian.WithRespectToLeft(w, a);
        Assert.Equal((30_000L, 60_000L), (jacobian.Rows, jacobian.Columns));
        Assert.Equal(w * a, jacobian.Apply(w));
    }

    [Fact]
    public void What_does_not_conform_is_refused()
    {
        Samples.Fails(() => ProductJacobian.WithRespectToLeft(W, W), "right", "4×4", "3×4");
        var jacobian = ProductJacobian.WithRespectToLeft(W, A);
        Samples.Fails(() => jacobian.Apply(A), "argument", "3×4", "4×2");
        Samples.Fails(() => jacobian.ApplyTransposed(W), "cotangent", "3×2", "3×4");
        var large = Matrix.Zeros<float>(1 << 10, 1 << 10);
        Samples.Fails(
            () => ProductJacobian.WithRespectToLeft(large, large).ToDense(),
            "this",
            "at most 2147483591 entries",
            "1099511627776"
        );
    }

    private static Peer Dense(Matrix<double> matrix) => Peer.Build.DenseOfArray(matrix.ToArray());

    private static void Close(Matrix<double> expected, Matrix<double> actual) =>
        Assert.True((Dense(expected) - Dense(actual)).InfinityNorm() < 1e-12);
}
