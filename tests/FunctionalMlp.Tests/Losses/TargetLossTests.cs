using FunctionalMlp.Losses;
using Xunit;

namespace FunctionalMlp.Tests.Losses;

public sealed class TargetLossTests
{
    private static readonly Matrix<double> Z = Matrix.FromRows<double>([
        [0.5, -1],
        [3, 2],
    ]);
    private static readonly Matrix<double> T = Matrix.FromRows<double>([
        [1, 0],
        [0.25, 1],
    ]);

    [Fact]
    public void The_mean_is_over_samples_and_outputs()
    {
        Equal((0.25 + 1 + (2.75 * 2.75) + 1) / 4, Loss.SquaredError);
        Equal(((0.5 * 0.25) + (0.5 * 1) + (1 * (2.75 - 0.5)) + 0.5) / 4, Loss.Huber());
        Equal((Math.Exp(0.5) - 0.5 + Math.Exp(-1) + Math.Exp(3) - 0.75 + Math.Exp(2) - 2) / 4, Loss.Poisson);
        double[] yes = [.. Z.Span.ToArray().Select(z => 1 / (1 + Math.Exp(-z)))];
        var bits = yes.Zip(T.Span.ToArray(), (p, t) => -(t * Math.Log(p)) - ((1 - t) * Math.Log(1 - p)));
        Equal(bits.Sum() / 4, Loss.BinaryCrossEntropy);

        static void Equal(double expected, TargetLoss loss) => Assert.Equal(expected, loss.Value(Z, T), 1e-14);
    }

    [Fact]
    public void Weights_are_of_samples()
    {
        var expected = ((2 * (0.25 + 1)) + (6 * ((2.75 * 2.75) + 1))) / (2 * 8);
        Assert.Equal(expected, Loss.SquaredError.Value(Z, T, [2, 6]), 1e-14);
        Assert.Equal(2.0 / 16 * 2 * -0.5, Loss.SquaredError.Gradient(Z, T, [2, 6])[0, 0], 1e-15);
    }

    [Fact]
    public void Long_rows_and_many_samples_are_summed_whole()
    {
        // More entries than a block, not a multiple of one.
        var (z, t) = (Samples.Matrix<double>(97, 7, 1), Samples.Matrix<double>(97, 7, 2));
        var expected = z.Span.ToArray().Zip(t.Span.ToArray(), (a, b) => (a - b) * (a - b)).Sum() / (97 * 7);
        Assert.Equal(expected, Loss.SquaredError.Value(z, t), 1e-13);
        double[] weights = [.. Enumerable.Range(0, 97).Select(i => (double)(i % 4))];
        var weighted = Enumerable.Range(0, 97 * 7).Sum(i => weights[i / 7] * Math.Pow(z.Span[i] - t.Span[i], 2));
        Assert.Equal(weighted / (7 * weights.Sum()), Loss.SquaredError.Value(z, t, weights), 1e-13);
    }

    [Fact]
    public void Extreme_logits_give_the_right_finite_answers()
    {
        var z = Matrix.FromRows<double>([
            [1e4, -1e4, 1e4, -1e4, 0, 1e308],
        ]);
        var t = Matrix.FromRows<double>([
            [0, 1, 1, 0, 0.5, 1],
        ]);
        Assert.Equal((1e4 + 1e4 + 0 + 0 + Math.Log(2) + 0) / 6, Loss.BinaryCrossEntropy.Value(z, t), 1e-10);
        double[] slopes = [1.0 / 6, -1.0 / 6, 0, 0, 0, 0];
        Assert.Equal(slopes, Loss.BinaryCrossEntropy.Gradient(z, t).Span.ToArray());
        var tail = Matrix.FromRows<double>([
            [40.0],
        ]);
        var value = Loss.BinaryCrossEntropy.Value(
            tail,
            Matrix.FromRows<double>([
                [1.0],
            ])
        );
        Assert.Equal(Math.Exp(-40), value, 1e-14 * Math.Exp(-40));
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        Samples.Fails(() => Loss.SquaredError.Value(Z, T.Transpose().RowRange(0, 1)), "targets", "2×2", "1×2");
        Samples.Fails(() => Loss.BinaryCrossEntropy.Value(T, Z), "targets", "0…1", "-1 in row 0, column 1");
        Samples.Fails(() => Loss.Poisson.Gradient(T, Z), "targets", "zero or above", "-1 in row 0, column 1");
        Samples.Fails(() => Loss.SquaredError.Value(Z, T, [1]), "weights", "2 weights", "1");
        Samples.Fails(() => Loss.SquaredError.Value(Z, T, [1, -1]), "weights", "zero or above", "-1 at index 1");
        Samples.Fails(() => Loss.SquaredError.Value(Z, T, [0, 0]), "weights", "not all 0", "only zeros");
        Samples.Fails(() => Loss.Huber(0), "delta", "positive", "0");
        var network = Samples.Network(2, 3);
        var θ = Samples.Parameters<double>(network, 1);
        var objective = Objective.Create(network, Loss.SquaredError);
        Samples.Fails(() => objective.Value(θ, Batch.Labelled(Z, [0, 1])), "batch", "target values", "labels");
        Samples.Fails(() => objective.Value(θ, Batch.WithTargets(Z, T)), "batch.Targets", "2×3", "2×2");
        Samples.Fails(() => Batch.WithTargets(Z, T).WithWeights([1, double.NaN]), "weights", "finite", "NaN");
    }
}
