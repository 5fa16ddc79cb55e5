using System.Diagnostics;
using System.Numerics;

namespace FunctionalMlp.Kernels;

/// <summary>One forward and backward pass over spans: what <see cref="Objective"/> and the training loop both call.</summary>
internal static unsafe class Backpropagation
{
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
        fixed (
            T* θ = parameters,
                x = Inputs(network, batch, workspace, noise)
        )
        fixed (int* order = batch.Order)
        {
            var inputs = Turned(x, batch.Count, network.InputWidth, workspace, order, Number(network, batch, noise));
            var layers = Forward(network, θ, inputs, workspace, noise);
            var loss = objective.Loss.Value(layers[^1].A, batch, workspace);
            GC.KeepAlive(workspace);
            return loss + objective.Penalty.AddGradient(network.Layout, parameters, batch.Count, [], workspace.Threads);
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
        var loss = Run(objective, parameters, batch, workspace, gradient, noise, null);
        var layout = objective.Network.Layout;
        return loss + objective.Penalty.AddGradient(layout, parameters, batch.Count, gradient, workspace.Threads);
    }

    /// <summary>J̃, and one step of the optimiser if it is finite; spoils the gradient's memory.</summary>
    internal static T ValueAndStep<T>(
        Objective objective,
        Span<T> parameters,
        in BatchSpan<T> batch,
        Workspace<T> workspace,
        Span<T> gradient,
        RandomNumbers? noise,
        OptimizerKernel<T> optimizer
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // What needs all of the gradient first cannot be had in passing.
        var inPassing = optimizer.TakesParts && objective.Penalty == Penalty.None;
        var loss = inPassing
            ? Run(objective, parameters, batch, workspace, gradient, noise, optimizer)
            : ValueAndGradient(objective, parameters, batch, workspace, gradient, noise);
        if (!inPassing && T.IsFinite(loss))
        {
            optimizer.Update(gradient, parameters, workspace.Threads);
        }

        return loss;
    }

    /// <summary>J without a penalty, and its gradient; or the step in its place, if J is finite.</summary>
    private static T Run<T>(
        Objective objective,
        ReadOnlySpan<T> parameters,
        in BatchSpan<T> batch,
        Workspace<T> workspace,
        Span<T> gradient,
        RandomNumbers? noise,
        OptimizerKernel<T>? optimizer
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (network, layout, samples) = (objective.Network, objective.Network.Layout, batch.Count);
        T loss;
        fixed (
            T* θ = parameters,
                slopes = gradient,
                x = Inputs(network, batch, workspace, noise)
        )
        fixed (int* order = batch.Order)
        {
            var inputs = Turned(x, samples, network.InputWidth, workspace, order, Number(network, batch, noise));
            var layers = Forward(network, θ, inputs, workspace, noise);
            ref var last = ref layers[^1];
            loss = objective.Loss.ValueAndGradient(last.A, batch, workspace, last.Cotangent);
            if (optimizer is not null && !T.IsFinite(loss))
            {
                return loss;
            }

            optimizer?.Begin();
            var step = new StepInPassing<T>(optimizer, slopes, θ);
            last.Pullback(0, last.Z.Width, 0, samples);
            for (var i = layers.Length - 1; i >= 0; i--)
            {
                if (i > 0)
                {
                    // Before the step changes the weights.
                    var weights = θ + layout.WeightsOffset(i);
                    DenseLayer.PullbackToInputs(layers[i - 1], weights, layers[i].Cotangent, workspace);
                }

                DenseLayer.PullbackToParameters(
                    layers[i].Cotangent,
                    i == 0 ? inputs : layers[i - 1].Outputs,
                    slopes + layout.WeightsOffset(i),
                    slopes + layout.BiasesOffset(i),
                    workspace.Threads,
                    step
                );
            }
        }

        optimizer?.End();
        GC.KeepAlive(workspace);
        return loss;
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
        if (!DropsInputs(network, noise))
        {
            return batch.Inputs;
        }

        var dropped = workspace.DroppedInputs(batch.Inputs.Length);
        DropoutKernel.Apply(noise!.Value.Split(Dropout.OfInputs), network.InputDropout, batch.Inputs, dropped);
        return dropped;
    }

    private static bool DropsInputs(Network network, RandomNumbers? noise) =>
        noise is not null && network.InputDropout != 0;

    /// <summary>The batch's number, if its inputs are taken as they are.</summary>
    private static long Number<T>(Network network, in BatchSpan<T> batch, RandomNumbers? noise)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => DropsInputs(network, noise) ? 0 : batch.Number;

    /// <summary>The layers, with what they give for the inputs.</summary>
    internal static Span<ActivatedLayer<T>> Forward<T>(
        Network network,
        T* parameters,
        Features<T> inputs,
        Workspace<T> workspace,
        RandomNumbers? noise
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var layout = network.Layout;
        var layers = workspace.Layers(network, inputs.Samples);
        for (var i = 0; i < layers.Length; i++)
        {
            ref var layer = ref layers[i];
            if (noise is { } numbers)
            {
                (layer.Rate, layer.Noise) = (network.Layers[i].Dropout, numbers.Split(i));
            }
            else if (layer.Rate > 0)
            {
                layer.Rate = 0;
            }

            var weights = parameters + layout.WeightsOffset(i);
            var biases = parameters + layout.BiasesOffset(i);
            DenseLayer.Apply(layer, weights, biases, inputs, workspace.Threads);
            inputs = layer.Outputs;
        }

        return layers;
    }

    /// <summary>Whether a network takes a batch's inputs from all over the memory, <see cref="BatchSpan{T}.Order"/>.</summary>
    internal static bool TakesAnyOrder<T>(Network network)
        where T : unmanaged => network.InputDropout == 0 && !DenseLayer.IsNarrow<T>(network.InputWidth);

    /// <summary>Inputs, a sample in each row, as the first layer takes them: feature by feature if they are narrow.</summary>
    internal static Features<T> Turned<T>(
        T* rows,
        int samples,
        int width,
        Workspace<T> workspace,
        int* order = null,
        long batch = 0
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var given = Features<T>.Rows(rows, samples, width, order);
        if (!DenseLayer.IsNarrow<T>(width))
        {
            return given;
        }

        Debug.Assert(order == null);
        return workspace.Turned(given, batch);
    }
}
