using System.Numerics;
using FunctionalMlp.Data;
using FunctionalMlp.Estimators;
using FunctionalMlp.Losses;
using Xunit;

namespace FunctionalMlp.Tests.Estimators;

/// <summary>One sample after another: the bits of many at once, without allocation, on any thread.</summary>
[Collection(nameof(Allocations))]
public sealed class PredictOneTests
{
    private const int Count = 100;

    private static readonly TargetLoss[] Losses =
    [
        Loss.SquaredError,
        Loss.Huber(),
        Loss.Poisson,
        Loss.BinaryCrossEntropy,
    ];

    [Fact]
    public void A_classifier_has_the_bits_of_the_batch()
    {
        Check<float>();
        Check<double>();

        static void Check<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var (model, inputs) = Classifier<T>();
            var (names, expected) = (model.Predict(inputs), model.Probabilities(inputs));
            Assert.True(names.Distinct().Count() > 10);
            var probabilities = new T[expected.Columns];
            for (var row = 0; row < Count; row++)
            {
                Assert.Equal(names[row], model.PredictOne(inputs.Row(row)));
                Assert.True(expected.Row(row).SequenceEqual(model.PredictOne(inputs.Row(row), probabilities)));
                Assert.True(expected.Row(row).SequenceEqual(probabilities));
            }
        }
    }

    [Fact]
    public void A_regressor_has_the_bits_of_the_batch_whatever_its_loss()
    {
        Check<float>();
        Check<double>();

        static void Check<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            foreach (var loss in Losses)
            {
                var (model, inputs) = Regressor<T>(loss);
                var expected = model.Predict(inputs);
                var targets = new T[expected.Columns];
                for (var row = 0; row < Count; row++)
                {
                    Assert.True(expected.Row(row).SequenceEqual(model.PredictOne(inputs.Row(row)).Span));
                    Assert.True(expected.Row(row).SequenceEqual(model.PredictOne(inputs.Row(row), targets)));
                }
            }
        }
    }

    [Fact]
    public void Allocates_nothing()
    {
        var (classifier, inputs) = Classifier<float>();
        var (regressor, _) = Regressor<float>(Loss.Poisson);
        var (probabilities, targets) = (new float[classifier.ClassNames.Length], new float[2]);
        void Predict(int row)
        {
            classifier.PredictOne(inputs.Row(row));
            classifier.PredictOne(inputs.Row(row), probabilities);
            regressor.PredictOne(inputs.Row(row)[..5], targets);
        }

        Allocations.None(1000, i => Predict(i % Count));
    }

    [Fact]
    public void Many_threads_share_one_model()
    {
        var (model, inputs) = Classifier<float>();
        var expected = model.Probabilities(inputs);
        Parallel.For(
            0,
            4000,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            i =>
            {
                var probabilities = new float[expected.Columns];
                model.PredictOne(inputs.Row(i % Count), probabilities);
                Assert.True(expected.Row(i % Count).SequenceEqual(probabilities));
            }
        );
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        var (classifier, inputs) = Classifier<double>();
        var (regressor, _) = Regressor<double>(Loss.SquaredError);
        var (sample, output) = (inputs.Row(0).ToArray(), new double[1]);
        Samples.Fails(() => classifier.PredictOne([1]), "sample", "1×9", "1×1");
        Samples.Fails(() => classifier.PredictOne(sample, output), "probabilities", "1×20", "1×1");
        Samples.Fails(() => regressor.PredictOne([1]), "sample", "1×5", "1×1");
        Samples.Fails(() => regressor.PredictOne(sample.AsSpan(0, 5), output), "targets", "1×2", "1×1");
        sample[3] = double.NaN;
        Samples.Fails(() => classifier.PredictOne(sample), "sample", "finite", "NaN in row 0, column 3");
    }

    /// <summary>Twenty classes: more than a vector holds.</summary>
    private static (Classifier<T> Model, Matrix<T> Inputs) Classifier<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var inputs = Samples.Matrix<T>(Count, 9, 1);
        var classes = Enumerable.Range(0, Count).Select(i => $"class {i % 20}");
        var data = Dataset.Create("random", inputs, classes, [.. Enumerable.Range(0, 9).Select(i => $"x{i}")]);
        return (FunctionalMlp.Estimators.Classifier.Fit(data, new EstimatorOptions { Epochs = 2 }), inputs);
    }

    private static (Regressor<T> Model, Matrix<T> Inputs) Regressor<T>(TargetLoss loss)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var inputs = Samples.Matrix<T>(Count, 5, 1);
        var targets = Matrix.Create(Count, 2, (i, j) => i % (j + 2) == 0 ? T.One : T.Zero);
        var data = new RegressionDataset<T>(
            "random",
            Batch.WithTargets(inputs, targets),
            [.. Enumerable.Range(0, 5).Select(i => $"x{i}")],
            ["t0", "t1"]
        );
        var options = new EstimatorOptions { Epochs = 2, RegressionLoss = loss };
        return (FunctionalMlp.Estimators.Regressor.Fit(data, options), inputs);
    }
}
