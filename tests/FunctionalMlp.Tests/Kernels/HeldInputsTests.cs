using System.Numerics;
using Xunit;

namespace FunctionalMlp.Tests.Kernels;

/// <summary>A thread keeps the narrow inputs of its last batch feature by feature: that is to change nothing but the time.</summary>
public sealed class HeldInputsTests
{
    [Fact]
    public void Batches_and_other_calls_in_any_order_give_what_each_gives_alone()
    {
        Check<float>();
        Check<double>();

        static void Check<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var network = Network.Input(4).Dropout(0.3).Dense(6, Activation.ReLU).Dense(3);
            var parameters = network.Initialize<T>(Initializer.HeNormal, seed: 1);
            var plain = Objective.SoftmaxCrossEntropy(network);
            var objectives = new[] { plain, plain.UnderDropout(new RandomNumbers(5)) };
            var batches = Enumerable.Range(0, 3).Select(seed => Random<T>(40 - (17 * (seed % 2)), seed)).ToArray();
            var random = new Random(20261126);
            for (var step = 0; step < 300; step++)
            {
                var (objective, batch) = (objectives[random.Next(2)], batches[random.Next(3)]);
                switch (random.Next(4))
                {
                    case 0:
                        Assert.Equal(
                            Alone(() => objective.Value(parameters, batch)),
                            objective.Value(parameters, batch)
                        );
                        break;
                    case 1:
                        network.Apply(parameters, Random<T>(random.Next(1, 60), 7).Inputs);
                        Softmax.Apply(Random<T>(random.Next(1, 60), 8).Inputs);
                        break;
                    default:
                        var (value, gradient) = objective.ValueAndGradient(parameters, batch);
                        Assert.Equal(Alone(() => objective.ValueAndGradient(parameters, batch)), (value, gradient));
                        break;
                }
            }
        }
    }

    private static Batch<T> Random<T>(int count, int seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new Random(seed);
        var inputs = Matrix.Create<T>(count, 4, (_, _) => T.CreateChecked(random.NextDouble()));
        return Batch.Labelled(inputs, [.. Enumerable.Range(0, count).Select(i => i % 3)]);
    }

    /// <summary>On a thread that has called nothing before.</summary>
    private static TResult Alone<TResult>(Func<TResult> call)
    {
        TResult? result = default;
        var thread = new Thread(() => result = call());
        thread.Start();
        thread.Join();
        return result!;
    }
}
