using FunctionalMlp.Kernels;
using FunctionalMlp.Training;
using Xunit;

namespace FunctionalMlp.Tests.Kernels;

/// <summary>The steps of the training loop: without allocation, with the bits of the pure functions, for any number of threads.</summary>
[Collection(nameof(Allocations))]
public sealed class TrainingStepTests
{
    private static readonly Network Network = Samples.Network(120, 90, 50, 10);
    private static readonly Objective Objective = Objective
        .SoftmaxCrossEntropy(Network)
        .With(Penalty.SquaredNorm(1e-3));
    private static readonly Batch<float> Batch = Samples.Batch<float>(300, 120, 10, 1);
    private static readonly Optimizer Momentum = Optimizer.Momentum(0.01, 0.9);

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public void A_thousand_warm_steps_allocate_nothing(double dropout)
    {
        var network = Network.Input(120).Dropout(dropout).Dense(90, Activation.ReLU).Dropout(dropout).Dense(10);
        var objective = Objective.SoftmaxCrossEntropy(network).With(Penalty.SquaredNorm(1e-3));
        var start = Samples.Parameters<float>(network, 2);
        var (workspace, values, gradient) = (new Workspace<float>(), start.Span.ToArray(), new float[start.Count]);
        var optimizer = new OptimizerKernel<float>(Momentum, network.Layout, Momentum.Initialize(start));
        var gatherer = new Gatherer<float>(Batch, Batches.Shuffled, 128, seed: 1);

        void Epoch(int number)
        {
            gatherer.Shuffle(number);
            for (var step = 0; step < gatherer.StepCount; step++)
            {
                var batch = gatherer.Gather(step);
                Backpropagation.ValueAndGradient(
                    objective,
                    values,
                    batch,
                    workspace,
                    gradient,
                    network.DropsOut ? Trainer.Noise(1, optimizer.Steps) : null
                );
                optimizer.Update(gradient, values);
            }
        }

        Assert.True(334 * gatherer.StepCount > 1000);
        Allocations.None(334, Epoch);
    }

    [Fact]
    public void The_loop_and_the_pure_functions_agree_to_the_bit()
    {
        var start = Samples.Parameters<float>(Network, 2);
        var options = new TrainingOptions { Epochs = 5, Optimizer = Momentum };
        var looped = Trainer.Fit(Objective, start, Batch, options).Parameters;
        var (state, pure) = (Momentum.Initialize(start), start);
        for (var step = 0; step < 5; step++)
        {
            (state, pure) = Momentum.Step(state, Objective.Gradient(pure, Batch), pure);
        }

        Assert.Equal(pure, looped);
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        // Large enough that gathering, products, activations and update are all shared.
        var network = Samples.Network(400, 600, 10);
        var (objective, batch) = (Objective.SoftmaxCrossEntropy(network), Samples.Batch<float>(256, 400, 10, 3));
        var start = Samples.Parameters<float>(network, 4);
        Parameters<float> Fit(int threads) =>
            Trainer
                .Fit(
                    objective,
                    start,
                    batch,
                    new TrainingOptions
                    {
                        Epochs = 2,
                        BatchSize = 128,
                        Threads = threads,
                    }
                )
                .Parameters;
        var one = Fit(1);
        Assert.All((int[])[0, 2, 3, 16], threads => Assert.Equal(one, Fit(threads)));
        Assert.Throws<InvalidInputException>(() => Fit(-1));
    }
}
