using Xunit;

namespace FunctionalMlp.Tests;

public sealed class SoftmaxCrossEntropyTests
{
    private static SoftmaxCrossEntropy Loss => FunctionalMlp.Loss.SoftmaxCrossEntropy;

    [Fact]
    public void Is_the_mean_of_minus_the_logarithm_of_the_labels_probability()
    {
        var z = Matrix.FromRows<double>([
            [0, Math.Log(3)],
            [0, 0],
        ]);
        Assert.Equal((Math.Log(4 / 3.0) + Math.Log(2)) / 2, Loss.Value<double>(z, [1, 0]), 1e-15);
    }

    [Fact]
    public void Its_gradient_is_softmax_minus_one_hot_over_N()
    {
        var (z, labels) = (Samples.Matrix<double>(6, 3, 1), Samples.Labels(6, 3, 2));
        var expected = (1 / 6.0) * (Softmax.Apply(z) - SoftmaxCrossEntropy.OneHot<double>(labels, 3));
        var actual = Loss.Gradient<double>(z, labels);
        Assert.All((expected - actual).Span.ToArray(), error => Assert.Equal(0, error, 1e-16));
    }

    [Fact]
    public void Huge_logits_give_finite_and_right_answers()
    {
        var z = Matrix.FromRows<double>([
            [1e4, -1e4],
            [-1e4, 1e4],
        ]);
        Assert.Equal(1e4, Loss.Value<double>(z, [0, 0]));
        Assert.Equal(
            Matrix.FromRows<double>([
                [0, 0],
                [-0.5, 0.5],
            ]),
            Loss.Gradient<double>(z, [0, 0])
        );
        var single = Matrix.FromRows<float>([
            [1e4f, -1e4f],
        ]);
        Assert.Equal(2e4f, Loss.Value<float>(single, [1]));
    }

    [Fact]
    public void With_one_class_there_is_nothing_to_lose()
    {
        var z = Matrix.FromRows<double>([
            [3],
            [-4],
        ]);
        Assert.Equal(0, Loss.Value<double>(z, [0, 0]));
        Assert.Equal(Matrix.Zeros<double>(2, 1), Loss.Gradient<double>(z, [0, 0]));
    }

    [Fact]
    public void One_hot_rows_have_a_one_at_the_label() =>
        Assert.Equal(
            Matrix.FromRows<double>([
                [0, 0, 1],
                [1, 0, 0],
            ]),
            SoftmaxCrossEntropy.OneHot<double>([2, 0], 3)
        );

    [Fact]
    public void What_does_not_conform_is_refused()
    {
        var z = Matrix.Zeros<double>(2, 3);
        Samples.Fails(() => Loss.Value<double>(z, [0, 3]), "labels", "0…2", "3 at index 1");
        Samples.Fails(() => Loss.Gradient<double>(z, [-1, 0]), "labels", "0…2", "-1 at index 0");
        Samples.Fails(() => Loss.Value<double>(z, [0]), "labels", "2 labels", "1");
        Samples.Fails(() => Loss.Value<double>(Matrix.Zeros<double>(0, 3), []), "logits.Rows", "at least 1", "0");
        Samples.Fails(() => SoftmaxCrossEntropy.OneHot<double>([0], 0), "classes", "at least 1", "0");
    }
}
