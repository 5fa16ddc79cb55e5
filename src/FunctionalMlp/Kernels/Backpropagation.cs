using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace FunctionalMlp.Kernels;

/// <summary>One forward and backward pass over spans: what <see cref="Objective"/> and the training loop both call.</summary>
internal static class Backpropagation
{
    private const int RowsAtOnce = 480;

    /// <summary>The network's outputs, N×K, equations (10) to (13); false if an input is not finite.</summary>
    internal static unsafe bool Outputs<T>(
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
        var isShared = samples >= processors * RowsAtOnce / 2;
        var groups = (samples + RowsAtOnce - 1) / RowsAtOnce;
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

    private static unsafe void RunGroup<T>(void* state, int group)
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
        var parameters = new ReadOnlySpan<T>(job.Parameters, network.ParameterCount);
        Forward(network, parameters, rows, inputs, workspace, null)
            .CopyTo(new Span<T>(job.Outputs + ((nint)start * network.OutputWidth), rows * network.OutputWidth));
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
        var inputs = Inputs(network, batch, workspace, noise);
        var outputs = Forward(network, parameters, batch.Count, inputs, workspace, noise);
        return objective.Loss.Value(network.OutputWidth, outputs, batch)
            + objective.Penalty.Value(network.Layout, parameters, batch.Count);
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
        var outputs = Forward(network, parameters, samples, given, workspace, noise);
        var cotangent = workspace.Cotangent(network, samples);
        var loss = objective.Loss.ValueAndGradient(network.OutputWidth, outputs, batch, cotangent);

        for (var layer = network.Layers.Length - 1; layer >= 0; layer--)
        {
            var (inputWidth, width) = (layout.Widths[layer], layout.Widths[layer + 1]);
            var inputs = layer == 0 ? given : workspace.Outputs(network, layer - 1, samples, noise is not null);
            if (noise is { } numbers && network.Layers[layer].Dropout > 0)
            {
                DropoutKernel.Apply(numbers.Split(layer), network.Layers[layer].Dropout, cotangent, cotangent);
            }

            if (network.Layers[layer].Activation is { IsIdentity: false } activation)
            {
                ParallelActivation.Pullback(
                    activation,
                    workspace.PreActivations(network, layer, samples),
                    workspace.Activations(network, layer, samples),
                    cotangent,
                    workspace.Threads
                );
            }

            Products.MultiplyTransposedLeft(
                width,
                samples,
                inputWidth,
                cotangent,
                inputs,
                layout.Weights(layer, gradient),
                workspace.Threads
            );
            Reductions.SumRows(samples, width, cotangent, layout.Biases(layer, gradient));
            if (layer > 0)
            {
                var next = workspace.NextCotangent(samples * inputWidth);
                Products.Multiply(
                    samples,
                    width,
                    inputWidth,
                    cotangent,
                    layout.Weights(layer, parameters),
                    next,
                    workspace.Threads
                );
                workspace.SwapCotangents();
                cotangent = next;
            }
        }

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

        var dropped = workspace.DroppedInputs(network, batch.Count);
        DropoutKernel.Apply(numbers.Split(Dropout.OfInputs), network.InputDropout, batch.Inputs, dropped);
        return dropped;
    }

    private static ReadOnlySpan<T> Forward<T>(
        Network network,
        ReadOnlySpan<T> parameters,
        int samples,
        ReadOnlySpan<T> inputs,
        Workspace<T> workspace,
        RandomNumbers? noise
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        workspace.Reserve(network, samples);
        var layout = network.Layout;
        for (var layer = 0; layer < network.Layers.Length; layer++)
        {
            var z = workspace.PreActivations(network, layer, samples);
            var a = workspace.Activations(network, layer, samples);
            Products.MultiplyTransposedRight(
                samples,
                layout.Widths[layer],
                layout.Widths[layer + 1],
                inputs,
                layout.Weights(layer, parameters),
                layout.Biases(layer, parameters),
                z,
                workspace.Threads
            );
            if (network.Layers[layer].Activation is { IsIdentity: false } activation)
            {
                ParallelActivation.Apply(activation, z, a, workspace.Threads);
            }

            inputs = a;
            if (noise is { } numbers && network.Layers[layer].Dropout > 0)
            {
                var dropped = workspace.Outputs(network, layer, samples, dropsOut: true);
                DropoutKernel.Apply(numbers.Split(layer), network.Layers[layer].Dropout, a, dropped);
                inputs = dropped;
            }
        }

        return inputs;
    }

    private unsafe struct Prediction<T>(
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
