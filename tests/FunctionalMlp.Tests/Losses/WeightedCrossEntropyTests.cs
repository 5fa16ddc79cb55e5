using Xunit;

namespace FunctionalMlp.Tests.Losses;

public sealed class WeightedCrossEntropyTests
{
    private static readonly int[] Labels = [0, 2, 1, 1, 0];
    private static readonly Matrix<double> Z = Samples.Matrix<double>(5, 3, 1);

    [Fact]
    public void Is_the_formula()
    {
        double[] c = [1, 0.25, 3];
        var ψ = Softmax.Apply(Z);
        double Log(int i, int k) => Math.Log(ψ[i, k]);
        double Sample(int i) =>
            Enumerable.Range(0, 3).Sum(k => -c[k] * ((0.8 * (k == Labels[i] ? 1 : 0)) + (0.2 / 3)) * Log(i, k));
        double[] w = [1, 2, 0, 4, 0.5];
        var expected = Enumerable.Range(0, 5).Sum(i => w[i] * Sample(i));
        expected /= Enumerable.Range(0, 5).Sum(i => w[i] * c[Labels[i]]);
        var loss = Loss.SoftmaxCrossEntropy.WithLabelSmoothing(0.2).WithClassWeights(c);
        Assert.Equal(expected, loss.Value(Z, Labels, w), 1e-14);
    }

    [Fact]
    public void Weights_of_one_and_no_smoothing_are_the_plain_loss()
    {
        var (plain, trivial) = (Loss.SoftmaxCrossEntropy, Loss.SoftmaxCrossEntropy.WithClassWeights(1, 1, 1));
        Assert.Equal(plain.Value(Z, Labels), trivial.Value(Z, Labels), 1e-14);
        var difference = (plain.Gradient(Z, Labels) - trivial.Gradient(Z, Labels)).Span.ToArray();
        Assert.All(difference, d => Assert.Equal(0, d, 1e-15));
        Assert.Equal(plain.Gradient(Z, Labels), plain.WithLabelSmoothing(0).WithClassWeights().Gradient(Z, Labels));
    }

    [Fact]
    public void Extreme_logits_give_the_right_finite_answers()
    {
        var z = Matrix.FromRows<double>([
            [1e4, -1e4, 0],
        ]);
        var loss = Loss.SoftmaxCrossEntropy.WithLabelSmoothing(0.3);
        Assert.Equal((0.1 * 2e4) + (0.1 * 1e4), loss.Value(z, [0]), 1e-9);
        Assert.Equal([0.2, -0.1, -0.1], loss.Gradient(z, [0]).Span.ToArray().Select(g => Math.Round(g, 14)));
    }

    [Fact]
    public void Balanced_weights_make_classes_count_the_same()
    {
        Assert.Equal([5.0 / 6, 5.0 / 6, 5.0 / 3], SoftmaxCrossEntropy.BalancedWeights(Labels, 3));
        Samples.Fails(() => SoftmaxCrossEntropy.BalancedWeights([0, 2], 3), "labels", "each class", "class 1");
    }

    [Fact]
    public void Bad_options_are_refused()
    {
        var loss = Loss.SoftmaxCrossEntropy;
        Samples.Fails(() => loss.WithLabelSmoothing(1), "smoothing", "below 1", "1");
        Samples.Fails(() => loss.WithClassWeights(1, -1), "weights", "zero or above", "-1 at index 1");
        Samples.Fails(() => loss.WithClassWeights(0, 0), "weights", "not all 0", "only zeros");
        Samples.Fails(() => loss.WithClassWeights(1, 2).Value(Z, Labels), "logits.Columns", "2 classes", "3");
        var network = Samples.Network(2, 3);
        var objective = Objective.Create(network, loss.WithClassWeights(1, 2));
        var (θ, batch) = (Samples.Parameters<double>(network, 1), Samples.Batch<double>(3, 2, 3, 1));
        Samples.Fails(() => objective.Value(θ, batch), "network.OutputWidth", "2 classes", "3");
    }
}
