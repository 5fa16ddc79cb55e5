using Xunit;

namespace FunctionalMlp.Tests;

public sealed class AffineMapTests
{
    private static readonly Matrix<double> W = Matrix.FromRows<double>([
        [1, 2, 3],
        [4, 5, 6],
    ]);
    private static readonly Vector<double> B = Vector.FromSpan<double>([10, 20]);
    private static readonly Matrix<double> X = Samples.Matrix<double>(5, 3, 1);
    private static readonly Matrix<double> Cotangent = Samples.Matrix<double>(5, 2, 2);

    [Fact]
    public void Maps_each_row() =>
        Assert.Equal(
            Matrix.FromRows<double>([
                [11, 24],
                [14, 30],
            ]),
            AffineMap.Apply(
                W,
                B,
                Matrix.FromRows<double>([
                    [1, 0, 0],
                    [1, 0, 1],
                ])
            )
        );

    /// <summary>The cotangent with the change of Z, and its pullback with the change of θ, give the same, for a map that is linear in each argument.</summary>
    [Fact]
    public void Each_pullback_is_the_adjoint_of_the_map()
    {
        var (noBias, noWeights) = (Vector.Zeros<double>(2), Matrix.Zeros<double>(2, 3));
        var (dW, dX) = (Samples.Matrix<double>(2, 3, 3), Samples.Matrix<double>(5, 3, 4));
        Assert.Equal(
            Inner(Cotangent, AffineMap.Apply(dW, noBias, X)),
            Inner(AffineMap.PullbackToWeights(X, Cotangent), dW),
            1e-12
        );
        Assert.Equal(
            Inner(Cotangent, AffineMap.Apply(W, noBias, dX)),
            Inner(AffineMap.PullbackToInputs(W, Cotangent), dX),
            1e-12
        );
        var biases = AffineMap.PullbackToBiases(Cotangent);
        Assert.Equal(Inner(Cotangent, AffineMap.Apply(noWeights, B, X)), (10 * biases[0]) + (20 * biases[1]), 1e-12);
    }

    [Fact]
    public void What_does_not_conform_is_refused()
    {
        Samples.Fails(() => AffineMap.Apply(W, Vector.Zeros<double>(3), X), "biases", "2×1", "3×1");
        Samples.Fails(() => AffineMap.Apply(W, B, Cotangent), "inputs", "5×3", "5×2");
        Samples.Fails(() => AffineMap.PullbackToWeights(X, W), "cotangent", "5×3", "2×3");
        Samples.Fails(() => AffineMap.PullbackToInputs(W, X), "cotangent", "5×2", "5×3");
    }

    private static double Inner(Matrix<double> a, Matrix<double> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Span.Length; i++)
        {
            sum += a.Span[i] * b.Span[i];
        }

        return sum;
    }
}
