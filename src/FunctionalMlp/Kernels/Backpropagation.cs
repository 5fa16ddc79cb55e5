using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace FunctionalMlp.Kernels;

/// <summary>One forward and backward pass over spans: what <see cref="Objective"/> and the training loop both call.</summary>
internal static unsafe class Backpropagation
{
    private const int RowsAtOnce = 128;
    private const int MinimumLengthPerThread = 1 << 15;

    /// <summary>The network's outputs, N×K, equations (10) to (13); false if an input is not finite.</summary>
    internal static bool Outputs<T>(
        Network network,
        ReadOnlySpan<T> parameters,
        int samples,
        ReadOnlySpan<T> inputs,
        Span<T> outputs
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // So many rows at once that what lies between the layers stays in the second-level cache. Each group is one thread's,
        // unless there are too few.
        var processors = Environment.ProcessorCount;
        var groups = (samples + RowsAtOnce - 1) / RowsAtOnce;
        var isShared = groups >= 2 * processors;
        groups = isShared ? (groups + processors - 1) / processors * processors : groups;
        fixed (
            T* θ = parameters,
                x = inputs,
                z = outputs
        )
        {
            var job = new Prediction<T>(network, θ, samples, x, z, groups, isShared ? 1 : 0);
            WorkTeam.Run(isShared ? processors : 1, groups, &RunGroup<T>, Unsafe.AsPointer(ref job));
            return job.IsFinite;
        }
    }

    private static void RunGroup<T>(void* state, int group)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref var job = ref Unsafe.AsRef<Prediction<T>>(state);
        var (network, start) = (job.Network, (int)((long)job.Samples * group / job.Groups));
        var rows = (int)((long)job.Samples * (group + 1) / job.Groups) - start;
        var inputs = new ReadOnlySpan<T>(job.Inputs + ((nint)start * network.InputWidth), rows * network.InputWidth);
        if (!TensorPrimitives.IsFiniteAll(inputs))
        {
            job.IsFinite = false;
            return;
        }

        var workspace = Workspace<T>.OfThread(network, rows, job.Threads);
        var outputs = Forward(network, job.Parameters, rows, inputs, workspace, null);
        outputs.CopyTo(
            Features<T>.Rows(job.Outputs + ((nint)start * network.OutputWidth), rows, network.OutputWidth)
        );
        GC.KeepAlive(workspace);
    }

    /// <summary>J̃; with noise, of the network that dropout leaves.</summary>
    internal static T Value<T>(
        Objective objective,
        ReadOnlySpan<T> parameters,
        in BatchSpan<T> batch,
        Workspace<T> workspace,
        RandomNumbers? noise = null
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var network = objective.Network;
        fixed (T* θ = parameters)
        {
            var inputs = Inputs(network, batch, workspace, noise);
            var outputs = Forward(network, θ, batch.Count, inputs, workspace, noise);
            var loss = objective.Loss.Value(outputs, batch, workspace);
            GC.KeepAlive(workspace);
            return loss + objective.Penalty.Value(network.Layout, parameters, batch.Count);
        }
    }

    /// <summary>J̃, and ∂J̃/∂θ into <paramref name="gradient"/>; with noise, of the network that dropout leaves.</summary>
    internal static T ValueAndGradient<T>(
        Objective objective,
        ReadOnlySpan<T> parameters,
        in BatchSpan<T> batch,
        Workspace<T> workspace,
        Span<T> gradient,
        RandomNumbers? noise = null
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (network, layout, samples) = (objective.Network, objective.Network.Layout, batch.Count);
        var given = Inputs(network, batch, workspace, noise);
        T loss;
        fixed (
            T* θ = parameters,
                slopes = gradient,
                x = given
        )
        {
            var outputs = Forward(network, θ, samples, given, workspace, noise);
            var cotangent = workspace.Cotangent(network.OutputWidth, samples);
            loss = objective.Loss.ValueAndGradient(outputs, batch, workspace, cotangent);
            var last = Activated(network, network.Layers.Length - 1, samples, workspace, noise);
            last.Cotangent = cotangent;
            DenseLayer.PullThroughActivation(last);
            for (var layer = network.Layers.Length - 1; layer >= 0; layer--)
            {
                DenseLayer.PullbackToParameters(
                    cotangent,
                    layer == 0
                        ? workspace.Inputs(network.InputWidth, samples)
                        : workspace.Outputs(network, layer - 1, samples, noise is not null),
                    layer == 0 ? Features<T>.Rows(x, samples, network.InputWidth) : null,
                    slopes + layout.WeightsOffset(layer),
                    slopes + layout.BiasesOffset(layer),
                    workspace.Threads
                );
                if (layer > 0)
                {
                    var below = Activated(network, layer - 1, samples, workspace, noise);
                    workspace.SwapCotangents();
                    below.Cotangent = workspace.Cotangent(network.Layers[layer - 1].Width, samples);
                    DenseLayer.PullbackToInputs(
                        below,
                        θ + layout.WeightsOffset(layer),
                        cotangent,
                        workspace.Threads
                    );
                    cotangent = below.Cotangent;
                }
            }
        }

        GC.KeepAlive(workspace);
        objective.Penalty.AddGradient(layout, parameters, samples, gradient);
        return loss + objective.Penalty.Value(layout, parameters, samples);
    }

    /// <summary>The batch's inputs, or what dropout leaves of them.</summary>
    private static ReadOnlySpan<T> Inputs<T>(
        Network network,
        in BatchSpan<T> batch,
        Workspace<T> workspace,
        RandomNumbers? noise
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (noise is not { } numbers || network.InputDropout == 0)
        {
            return batch.Inputs;
        }

        var dropped = workspace.DroppedInputs(batch.Inputs.Length);
        DropoutKernel.Apply(numbers.Split(Dropout.OfInputs), network.InputDropout, batch.Inputs, dropped);
        return dropped;
    }

    private static Features<T> Forward<T>(
        Network network,
        T* parameters,
        int samples,
        ReadOnlySpan<T> given,
        Workspace<T> workspace,
        RandomNumbers? noise
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var layout = network.Layout;
        var inputs = workspace.Inputs(network.InputWidth, samples);
        Turn(given, inputs, workspace.Threads);
        for (var layer = 0; layer < network.Layers.Length; layer++)
        {
            DenseLayer.Apply(
                Activated(network, layer, samples, workspace, noise),
                parameters + layout.WeightsOffset(layer),
                parameters + layout.BiasesOffset(layer),
                inputs,
                workspace.Threads
            );
            inputs = workspace.Outputs(network, layer, samples, noise is not null);
        }

        return inputs;
    }

    private static Activated<T> Activated<T>(
        Network network,
        int layer,
        int samples,
        Workspace<T> workspace,
        RandomNumbers? noise
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new()
        {
            Activation = network.Layers[layer].Activation,
            Z = workspace.PreActivations(network, layer, samples),
            A = workspace.Activations(network, layer, samples),
            Dropped = workspace.Outputs(network, layer, samples, noise is not null),
            Rate = noise is null ? 0 : network.Layers[layer].Dropout,
            Noise = noise is { } numbers ? numbers.Split(layer) : default,
        };

    /// <summary>Rows of samples, feature by feature.</summary>
    private static void Turn<T>(ReadOnlySpan<T> rows, Features<T> features, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* first = rows)
        {
            var job = new Turning<T>
            {
                Rows = Features<T>.Rows(first, features.Samples, features.Width),
                Columns = features,
            };
            var items = (features.Samples + Turning<T>.SamplesAtOnce - 1) / Turning<T>.SamplesAtOnce;
            WorkTeam.Run(WorkTeam.Threads(threads, rows.Length, MinimumLengthPerThread), items, &TurnSome<T>, &job);
        }
    }

    private static void TurnSome<T>(void* state, int item)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var job = (Turning<T>*)state;
        var start = item * Turning<T>.SamplesAtOnce;
        var count = Math.Min(Turning<T>.SamplesAtOnce, job->Rows.Samples - start);
        Transposition.Run(
            count,
            job->Rows.Width,
            job->Rows.First + (start * job->Rows.SampleStride),
            job->Rows.SampleStride,
            job->Columns.First + start,
            job->Columns.FeatureStride
        );
    }

    private struct Turning<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Whole cache lines of each feature.
        internal const int SamplesAtOnce = 16;

        internal Features<T> Rows;
        internal Features<T> Columns;
    }

    private struct Prediction<T>(
        Network network,
        T* parameters,
        int samples,
        T* inputs,
        T* outputs,
        int groups,
        int threads
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        internal readonly Network Network = network;
        internal readonly T* Parameters = parameters;
        internal readonly int Samples = samples;
        internal readonly T* Inputs = inputs;
        internal readonly T* Outputs = outputs;
        internal readonly int Groups = groups;

        /// <summary>For the products within a group; 0 for all processors.</summary>
        internal readonly int Threads = threads;
        internal bool IsFinite = true;
    }
}
