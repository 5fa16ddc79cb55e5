using System.Numerics;
using FunctionalMlp.Kernels;
using FunctionalMlp.Training;

namespace FunctionalMlp.Benchmarks;

/// <summary>The workloads, through the public API, but for the bare matrix products.</summary>
internal static class Workloads
{
    private const int EpochsOfTraining = 4;

    internal static IEnumerable<Workload> All =>
        [
            Gradient<double>("gradient 4-10-3 N=150 double", [4, 10, 3], 150),
            Gradient<double>("gradient 4-10-3 N=5 double", [4, 10, 3], 5),
            Gradient<float>("gradient 3072-50-10 N=200 float", [3072, 50, 10], 200),
            Epoch("epoch 784-256-128-10 batch 128", [784, 256, 128, 10], 128, 60_000),
            Epoch("epoch 784-100-10 batch 32", [784, 100, 10], 32, 20_000),
            Epoch("epoch 784-1024-1024-10 batch 512", [784, 1024, 1024, 10], 512, 20_000),
            PredictOne("predict 1 784-256-128-10", [784, 256, 128, 10]),
            PredictMany("predict 10000 784-256-128-10", [784, 256, 128, 10], 10_000),
            .. from size in (int[])[256, 1024, 2048] select Product<float>(size),
            .. from size in (int[])[256, 1024, 2048] select Product<double>(size),
        ];

    internal static Workload Gradient<T>(string name, int[] widths, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(
            name,
            2 * TrainingWork(widths, count),
            () =>
            {
                var random = new Random(1);
                var network = Build(widths);
                var objective = Objective.SoftmaxCrossEntropy(network).With(Penalty.SquaredNorm(1e-3));
                var parameters = network.Initialize<T>(Initializer.HeNormal, seed: 1);
                var inputs = Matrix.Create<T>(count, widths[0], (_, _) => T.CreateChecked(random.NextDouble()));
                var batch = Batch.Labelled(inputs, [.. Enumerable.Range(0, count).Select(i => i % widths[^1])]);
                return () => objective.ValueAndGradient(parameters, batch);
            },
            typeof(T) == typeof(float)
        );

    /// <summary>An epoch of a training of a few, for the peers go on with a model that stands, too.</summary>
    private static Workload Epoch(string name, int[] widths, int batchSize, int count) =>
        new(
            name,
            2 * TrainingWork(widths, count),
            () =>
            {
                var network = Build(widths);
                var objective = Objective.SoftmaxCrossEntropy(network);
                var parameters = network.Initialize<float>(Initializer.HeNormal, seed: 1);
                var samples = FashionMnist.Samples(count);
                var options = new TrainingOptions
                {
                    Epochs = EpochsOfTraining,
                    BatchSize = batchSize,
                    Optimizer = Optimizer.Momentum(0.01, 0.9),
                };
                return () => Trainer.Fit(objective, parameters, samples, options);
            },
            Units: EpochsOfTraining
        );

    private static Workload PredictOne(string name, int[] widths) =>
        new(
            name,
            2 * ForwardWork(widths, 1),
            () =>
            {
                var network = Build(widths);
                var parameters = network.Initialize<float>(Initializer.HeNormal, seed: 1);
                var predictor = new Predictor<float>(network, parameters);
                var output = new float[network.OutputWidth];
                return () => predictor.Predict(FashionMnist.Image(0), output);
            }
        );

    private static Workload PredictMany(string name, int[] widths, int count) =>
        new(
            name,
            2 * ForwardWork(widths, count),
            () =>
            {
                var network = Build(widths);
                var parameters = network.Initialize<float>(Initializer.HeNormal, seed: 1);
                var images = FashionMnist.Samples(count).Inputs;
                return () => network.Apply(parameters, images);
            }
        );

    private static Workload Product<T>(int size)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(
            $"product {size}×{size} {(typeof(T) == typeof(float) ? "float" : "double")}",
            2.0 * size * size * size,
            () =>
            {
                var random = new Random(1);
                T[] Numbers() =>
                    [.. Enumerable.Range(0, size * size).Select(_ => T.CreateChecked(random.NextDouble()))];
                var (a, b, c) = (Numbers(), Numbers(), new T[size * size]);
                return () => Products.Multiply<T>(size, size, size, a, b, c);
            },
            typeof(T) == typeof(float)
        );

    internal static Network Build(int[] widths)
    {
        var network = Network.Input(widths[0]);
        foreach (var width in widths[1..^1])
        {
            network = network.Dense(width, Activation.ReLU);
        }

        return network.Dense(widths[^1]);
    }

    /// <summary>Multiply-adds of the products through all layers.</summary>
    private static double ForwardWork(int[] widths, int count) =>
        (double)count * widths.Zip(widths[1..], (input, output) => (long)input * output).Sum();

    /// <summary>Those forward, to the weights, and to the inputs of all layers but the first.</summary>
    private static double TrainingWork(int[] widths, int count) =>
        (3 * ForwardWork(widths, count)) - ((double)count * widths[0] * widths[1]);
}
