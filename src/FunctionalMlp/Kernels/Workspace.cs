using System.Numerics;

namespace FunctionalMlp.Kernels;

/// <summary>The buffers of one forward and backward pass. They grow to the largest batch seen and are then reused.</summary>
internal sealed class Workspace<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // What a thread may keep for good: about as much as its second-level cache holds.
    private const int KeptElements = 1 << 17;

    [ThreadStatic]
    private static Workspace<T>? _ofThread;

    private T[][] _preActivations = [];
    private T[][] _activations = [];
    private T[][] _dropped = [];
    private T[] _droppedInputs = [];
    private T[] _cotangent = [];
    private T[] _nextCotangent = [];

    /// <summary>The most threads that the products may use; 0 for all processors.</summary>
    internal int Threads { get; init; }

    /// <summary>A workspace for one call, reserved: the thread's own, unless the call is large.</summary>
    internal static Workspace<T> OfThread(Network network, int samples)
    {
        var isLarge = (long)samples * network.Widest > KeptElements;
        var workspace = isLarge ? new Workspace<T>() : _ofThread ??= new Workspace<T>();
        workspace.Reserve(network, samples);
        return workspace;
    }

    internal void Reserve(Network network, int samples)
    {
        var layers = network.Layers;
        if (_activations.Length < layers.Length)
        {
            (_preActivations, _activations) = (Empty(layers.Length), Empty(layers.Length));
            _dropped = Empty(layers.Length);
        }

        for (var layer = 0; layer < layers.Length; layer++)
        {
            Grow(ref _activations[layer], samples * layers[layer].Width);
            if (layers[layer].Activation.PullbackNeedsPreActivations)
            {
                Grow(ref _preActivations[layer], samples * layers[layer].Width);
            }

            if (layers[layer].Dropout > 0)
            {
                Grow(ref _dropped[layer], samples * layers[layer].Width);
            }
        }

        if (network.InputDropout > 0)
        {
            Grow(ref _droppedInputs, samples * network.InputWidth);
        }

        Grow(ref _cotangent, samples * network.Widest);
        Grow(ref _nextCotangent, samples * network.Widest);
    }

    /// <summary>Where layer <paramref name="layer"/>'s z goes: a buffer of its own only if the pullback needs it afterwards.</summary>
    internal Span<T> PreActivations(Network network, int layer, int samples) =>
        (network.Layers[layer].Activation.PullbackNeedsPreActivations ? _preActivations : _activations)[layer]
            .AsSpan(0, samples * network.Layers[layer].Width);

    internal Span<T> Activations(Network network, int layer, int samples) =>
        _activations[layer].AsSpan(0, samples * network.Layers[layer].Width);

    /// <summary>What dropout leaves of the inputs.</summary>
    internal Span<T> DroppedInputs(Network network, int samples) =>
        _droppedInputs.AsSpan(0, samples * network.InputWidth);

    /// <summary>What the next layer is given: the activations, or what dropout leaves of them.</summary>
    internal Span<T> Outputs(Network network, int layer, int samples, bool dropsOut) =>
        dropsOut && network.Layers[layer].Dropout > 0
            ? _dropped[layer].AsSpan(0, samples * network.Layers[layer].Width)
            : Activations(network, layer, samples);

    internal Span<T> Cotangent(int length) => _cotangent.AsSpan(0, length);

    internal Span<T> NextCotangent(int length) => _nextCotangent.AsSpan(0, length);

    internal void SwapCotangents() => (_cotangent, _nextCotangent) = (_nextCotangent, _cotangent);

    private static T[][] Empty(int count)
    {
        var buffers = new T[count][];
        Array.Fill(buffers, []);
        return buffers;
    }

    private static void Grow(ref T[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            buffer = new T[length];
        }
    }
}
