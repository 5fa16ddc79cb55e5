using System.Collections.Immutable;
using System.Numerics;
using FunctionalMlp.Kernels;

namespace FunctionalMlp;

/// <summary>
/// A network with its parameters, made ready to predict one sample after another: the weights are laid out for it once, and
/// a prediction allocates nothing. Immutable, so any number of threads may use it at once. Its outputs have the bits of
/// <see cref="Network.Apply"/>.
/// </summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Predictor<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ImmutableArray<PredictorLayer<T>> _layers;

    /// <summary>Copies the parameters.</summary>
    /// <param name="network">The network.</param>
    /// <param name="parameters">θ, of the network's shape.</param>
    /// <exception cref="InvalidInputException">The shapes do not conform.</exception>
    public Predictor(Network network, Parameters<T> parameters)
    {
        ArgumentNullException.ThrowIfNull(network);
        network.RequireParameters(parameters);
        Network = network;
        _layers =
        [
            .. Enumerable
                .Range(0, network.Layers.Length)
                .Select(layer => new PredictorLayer<T>(
                    network.Widths[layer],
                    network.Layout.Weights(layer, parameters.Span),
                    network.Layout.Biases(layer, parameters.Span)
                )),
        ];
    }

    /// <summary>The network.</summary>
    public Network Network { get; }

    /// <summary>The network's outputs for one sample; equations (10) to (13).</summary>
    /// <param name="input">The sample, as many numbers as the network's input is wide.</param>
    /// <param name="output">Receives the outputs, as many as the last layer is wide.</param>
    /// <returns><paramref name="output"/>, filled.</returns>
    /// <exception cref="InvalidInputException">A span has another length, or a number is NaN or infinite.</exception>
    public ReadOnlySpan<T> Predict(ReadOnlySpan<T> input, Span<T> output)
    {
        InvalidInputException.RequireShape(nameof(input), 1, Network.InputWidth, 1, input.Length);
        InvalidInputException.RequireShape(nameof(output), 1, Network.OutputWidth, 1, output.Length);
        InvalidInputException.RequireFinite(nameof(input), input, input.Length);
        var workspace = Workspace<T>.OfThread(Network, 1);
        var layers = Network.Layers;
        var memory = workspace.Layers(Network, 1);
        for (var layer = 0; layer < layers.Length; layer++)
        {
            var z = memory[layer].Z.Part(0, 0, layers[layer].Width);
            var a = layer == layers.Length - 1 ? output : memory[layer].A.Part(0, 0, layers[layer].Width);
            _layers[layer].Apply(input, z);
            layers[layer].Activation.Apply(z, a);
            input = a;
        }

        if (layers.IsEmpty)
        {
            input.CopyTo(output);
        }

        GC.KeepAlive(workspace);
        return output;
    }
}
