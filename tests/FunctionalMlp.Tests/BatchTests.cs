using Xunit;

namespace FunctionalMlp.Tests;

public sealed class BatchTests
{
    private static readonly Matrix<double> X = Samples.Matrix<double>(3, 2, 1);

    [Fact]
    public void Selects_samples_with_what_belongs_to_them()
    {
        var labelled = Batch.Labelled(X, [0, 1, 2]).Select([2, 0]);
        Assert.Equal(Batch.Labelled(X.SelectRows([2, 0]), [2, 0]), labelled);
        var targets = Samples.Matrix<double>(3, 4, 2);
        Assert.Equal(
            Batch.WithTargets(X.SelectRows([1]), targets.SelectRows([1])),
            Batch.WithTargets(X, targets).Select([1])
        );
    }

    [Fact]
    public void Weights_go_with_their_samples()
    {
        var batch = Batch.Labelled(X, [0, 1, 2]);
        var weighted = batch.WithWeights([0.5, 0, 2]);
        Assert.Equal([2, 0.5, 2], weighted.Select([2, 0, 2]).Weights.ToArray());
        Assert.Equal(0, batch.Select([2, 0]).Weights.Length);
        Assert.NotEqual(batch, weighted);
        Assert.Equal(batch, weighted.WithWeights([]));
        Samples.Fails(() => batch.WithWeights([1, 2]), "weights", "3 weights", "2");
    }

    [Fact]
    public void Bad_samples_are_refused()
    {
        Samples.Fails(() => Batch.Labelled(Matrix.Zeros<double>(0, 2), []), "inputs.Rows", "at least 1", "0");
        Samples.Fails(() => Batch.Labelled(Matrix.Zeros<double>(1, 0), [0]), "inputs.Columns", "at least 1", "0");
        Samples.Fails(() => Batch.Labelled(X, [0, 1]), "labels", "3 labels", "2");
        Samples.Fails(() => Batch.Labelled(X, [0, -1, 0]), "labels", "at least 0", "-1");
        Samples.Fails(() => Batch.WithTargets(X, Matrix.Zeros<double>(2, 1)), "targets", "3×1", "2×1");
        Samples.Fails(() => Batch.WithTargets(X, Matrix.Zeros<double>(3, 0)), "targets.Columns", "at least 1", "0");
        Samples.Fails(() => Batch.Labelled(X, [0, 1, 2]).Select([]), "samples.Length", "at least 1", "0");
        Samples.Fails(() => Batch.Labelled(X, [0, 1, 2]).Select([3]), "samples", "0…2", "3");
    }

    [Theory]
    [InlineData(double.NaN, "NaN in row 1, column 0")]
    [InlineData(double.NegativeInfinity, "-Infinity in row 1, column 0")]
    public void Numbers_that_are_not_finite_are_refused(double value, string found)
    {
        var bad = Matrix.FromRows<double>([
            [1, 2],
            [value, 3],
        ]);
        Samples.Fails(() => Batch.Labelled(bad, [0, 0]), "inputs", "finite numbers", found);
        Samples.Fails(() => Batch.WithTargets(Matrix.Zeros<double>(2, 2), bad), "targets", "finite numbers", found);
    }

    /// <summary>A mean divides by their sum.</summary>
    [Fact]
    public void Weights_whose_sum_overflows_are_refused()
    {
        var batch = Samples.Batch<double>(150, 2, 3, 1);
        var weights = Enumerable.Repeat(1e308, 150).ToArray();
        Samples.Fails(() => batch.WithWeights(weights), "weights", "a finite sum", "Infinity");
        var logits = Samples.Matrix<double>(150, 3, 1);
        var labels = Samples.Labels(150, 3, 1);
        Samples.Fails(
            () => Loss.SoftmaxCrossEntropy.Value(logits, labels, weights),
            "weights",
            "a finite sum",
            "Infinity"
        );
        Samples.Fails(() => Loss.SquaredError.Value(logits, logits, weights), "weights", "a finite sum", "Infinity");
    }
}
