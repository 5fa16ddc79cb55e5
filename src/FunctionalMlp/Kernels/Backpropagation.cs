using System.Numerics;

namespace FunctionalMlp.Kernels;

/// <summary>One forward and backward pass over spans: what <see cref="Objective"/> and the training loop both call.</summary>
internal static class Backpropagation
{
    private const int RowsAtOnce = 480;

    /// <summary>The network's outputs, N×K, equations (10) to (13).</summary>
    internal static void Outputs<T>(
        Network network,
        ReadOnlySpan<T> parameters,
        int samples,
        ReadOnlySpan<T> inputs,
        Span<T> outputs
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // So many rows at once that what lies between the layers stays in the second-level cache.
        for (var start = 0; start < samples; start += RowsAtOnce)
        {
            var rows = Math.Min(RowsAtOnce, samples - start);
            var workspace = Workspace<T>.OfThread(network, rows);
            Forward(
                    network,
                    parameters,
                    rows,
                    inputs.Slice(start * network.InputWidth, rows * network.InputWidth),
                    workspace,
                    null
                )
                .CopyTo(outputs.Slice(start * network.OutputWidth, rows * network.OutputWidth));
        }
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
        workspace.Reserve(network, batch.Count);
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
        workspace.Reserve(network, samples);
        var given = Inputs(network, batch, workspace, noise);
        var outputs = Forward(network, parameters, samples, given, workspace, noise);
        var cotangent = workspace.Cotangent(outputs.Length);
        var loss = objective.Loss.ValueAndGradient(network.OutputWidth, outputs, batch, cotangent);

        for (var layer = network.Layers.Length - 1; layer >= 0; layer--)
        {
            var (inputWidth, width) = (layout.Widths[layer], layout.Widths[layer + 1]);
            var inputs = layer == 0 ? given : workspace.Outputs(network, layer - 1, samples, noise is not null);
            if (noise is { } numbers && network.Layers[layer].Dropout > 0)
            {
                DropoutKernel.Apply(numbers.Split(layer), network.Layers[layer].Dropout, cotangent, cotangent);
            }

            network
                .Layers[layer]
                .Activation.Pullback(
                    workspace.PreActivations(network, layer, samples),
                    workspace.Activations(network, layer, samples),
                    cotangent,
                    cotangent
                );
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
            network.Layers[layer].Activation.Apply(z, a);
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
}
