using System.Numerics;
using FunctionalMlp.Kernels;
using FunctionalMlp.Training;
using Xunit;

namespace FunctionalMlp.Tests.Kernels;

/// <summary>The steps of the training loop: without allocation, with the bits of the pure functions, for any number of threads.</summary>
[Collection(nameof(Allocations))]
public sealed class TrainingStepTests
{
    private static readonly Network Network = Samples.Network(120, 90, 50, 10);
    private static readonly Batch<float> Batch = Samples.Batch<float>(300, 120, 10, 1);
    private static readonly Optimizer Momentum = Optimizer.Momentum(0.01, 0.9);

    [Theory]
    [InlineData(0, 1e-3)]
    [InlineData(0.1, 1e-3)]
    [InlineData(0, 0)]
    public void A_thousand_warm_steps_allocate_nothing(double dropout, double decay)
    {
        var network = Network.Input(120).Dropout(dropout).Dense(90, Activation.ReLU).Dropout(dropout).Dense(10);
        var objective = Objective.SoftmaxCrossEntropy(network).With(PenaltyOf(decay));
        var start = Samples.Parameters<float>(network, 2);
        var (workspace, values, gradient) = (new Workspace<float>(), start.Span.ToArray(), new float[start.Count]);
        var optimizer = new OptimizerKernel<float>(Momentum, network.Layout, Momentum.Initialize(start));
        var leavesInputs = Backpropagation.TakesAnyOrder<float>(network);
        var gatherer = new Gatherer<float>(Batch, Batches.Shuffled, 128, seed: 1, leavesInputs: leavesInputs);

        void Epoch(int number)
        {
            gatherer.Shuffle(number);
            for (var step = 0; step < gatherer.StepCount; step++)
            {
                var batch = gatherer.Gather(step);
                Backpropagation.ValueAndStep(
                    objective,
                    values,
                    batch,
                    workspace,
                    gradient,
                    network.DropsOut ? Trainer.Noise(1, optimizer.Steps) : null,
                    optimizer
                );
            }
        }

        Assert.True(334 * gatherer.StepCount > 1000);
        Allocations.None(334, Epoch);
    }

    public static TheoryData<int[], int, double> Steps =>
        new()
        {
            { [120, 90, 50, 10], 300, 1e-3 },
            // Without a penalty the loop steps along each layer's gradient as it comes.
            { [120, 90, 50, 10], 300, 0 },
            { [4, 10, 3], 150, 0 },
            { [3, 400, 300, 2], 700, 0 },
            { [300, 20], 40, 0 },
            { [40, 700, 700, 10], 60, 0 },
        };

    [Theory]
    [MemberData(nameof(Steps))]
    public void The_loop_and_the_pure_functions_agree_to_the_bit(int[] widths, int samples, double decay)
    {
        Check<float>(Momentum);
        Check<double>(Momentum);
        Check<float>(Optimizer.Adam(1e-3));
        Check<double>(Optimizer.Sgd(0.01));
        Check<float>(Momentum.After(GradientTransformation.ClipByGlobalNorm(0.5)));

        void Check<T>(Optimizer optimizer)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var network = Samples.Network(widths);
            var objective = Objective.SoftmaxCrossEntropy(network).With(PenaltyOf(decay));
            var batch = Samples.Batch<T>(samples, widths[0], widths[^1], 1);
            var start = Samples.Parameters<T>(network, 2);
            var options = new TrainingOptions { Epochs = 5, Optimizer = optimizer };
            var result = Trainer.Fit(objective, start, batch, options);
            Assert.Equal(TrainingOutcome.Completed, result.Outcome);
            var (state, pure) = (optimizer.Initialize(start), start);
            for (var step = 0; step < 5; step++)
            {
                (state, pure) = optimizer.Step(state, objective.Gradient(pure, batch), pure);
            }

            Assert.Equal(pure, result.Parameters);
        }
    }

    public static TheoryData<int[], int, int, double> Orders =>
        new()
        {
            // Dense and sparse inputs, last batches of 1, 5 and 40 samples, one unit, rows a multiple of 4 KB apart.
            { [120, 90, 10], 161, 40, 0 },
            { [120, 200, 10], 325, 160, 0.9 },
            { [300, 200, 10], 200, 80, 0.9 },
            { [300, 1, 2], 70, 33, 0 },
            { [1024, 40, 2], 100, 60, 0 },
            { [1100, 70, 2], 100, 60, 0.9 },
        };

    [Theory]
    [MemberData(nameof(Orders))]
    public void Inputs_that_stay_where_they_are_give_the_bits_of_gathered_ones(
        int[] widths,
        int samples,
        int batchSize,
        double zeros
    )
    {
        Check<float>();
        Check<double>();

        void Check<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var network = Samples.Network(widths);
            var objective = Objective.SoftmaxCrossEntropy(network);
            var random = new Random(samples);
            T Input() => random.NextDouble() < zeros ? T.Zero : T.CreateChecked(random.NextDouble());
            var inputs = Matrix.Create<T>(samples, widths[0], (_, _) => Input());
            var batch = FunctionalMlp.Batch.Labelled(
                inputs,
                [.. Enumerable.Range(0, samples).Select(i => i % widths[^1])]
            );
            var θ = Samples.Parameters<T>(network, 2);
            Assert.True(Backpropagation.TakesAnyOrder<T>(network));
            foreach (var threads in (int[])[1, 3])
            {
                var gathered = new Gatherer<T>(batch, Batches.Shuffled, batchSize, seed: 1, threads);
                var left = new Gatherer<T>(batch, Batches.Shuffled, batchSize, seed: 1, threads, leavesInputs: true);
                gathered.Shuffle(1);
                left.Shuffle(1);
                var workspace = new Workspace<T> { Threads = threads };
                for (var step = 0; step < gathered.StepCount; step++)
                {
                    var (expected, actual) = (new T[θ.Count], new T[θ.Count]);
                    Assert.Equal(
                        Backpropagation.ValueAndGradient(objective, θ.Span, gathered.Gather(step), workspace, expected),
                        Backpropagation.ValueAndGradient(objective, θ.Span, left.Gather(step), workspace, actual)
                    );
                    Assert.Equal(expected, actual);
                }
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1e-3)]
    public void No_step_is_taken_from_where_the_loss_is_not_finite(double decay)
    {
        var objective = Objective.SoftmaxCrossEntropy(Network).With(PenaltyOf(decay));
        var start = 1e38f * Samples.Parameters<float>(Network, 2);
        var (values, gradient) = (start.Span.ToArray(), new float[start.Count]);
        var optimizer = new OptimizerKernel<float>(Momentum, Network.Layout, Momentum.Initialize(start));
        var workspace = new Workspace<float>();
        var loss = Backpropagation.ValueAndStep(objective, values, Batch.Span, workspace, gradient, null, optimizer);
        Assert.False(float.IsFinite(loss));
        Assert.Equal(start.Span, values);
        Assert.Equal(0, optimizer.Steps);
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        // Large enough that products, activations, penalty and update are all shared; with a penalty, or a norm to clip to, the update has a pass of its own.
        Check(Optimizer.Momentum(0.01), Penalty.None);
        Check(Optimizer.Momentum(0.01), Penalty.SquaredNorm(1e-3));
        Check(Optimizer.AdamW(0.001).After(GradientTransformation.ClipByGlobalNorm(0.5)), Penalty.L1(1e-4));

        static void Check(Optimizer optimizer, Penalty penalty)
        {
            var network = Samples.Network(400, 600, 10);
            var objective = Objective.SoftmaxCrossEntropy(network).With(penalty);
            var batch = Samples.Batch<float>(256, 400, 10, 3);
            var start = Samples.Parameters<float>(network, 4);
            Parameters<float> Fit(int threads)
            {
                var options = new TrainingOptions
                {
                    Epochs = 2,
                    BatchSize = 128,
                    Optimizer = optimizer,
                    Threads = threads,
                };
                return Trainer.Fit(objective, start, batch, options).Parameters;
            }

            var one = Fit(1);
            Assert.All((int[])[0, 2, 3, 16], threads => Assert.Equal(one, Fit(threads)));
            Assert.Throws<InvalidInputException>(() => Fit(-1));
        }
    }

    private static Penalty PenaltyOf(double decay) => decay == 0 ? Penalty.None : Penalty.SquaredNorm(decay);
}
