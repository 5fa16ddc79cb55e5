using System.Numerics;

namespace FunctionalMlp.Kernels;

/// <summary>The buffers of one forward and backward pass. They grow to the largest batch seen and are then reused.</summary>
internal sealed class Workspace<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // What a thread may keep of each buffer for good.
    private const int KeptElements = 1 << 19;

    [ThreadStatic]
    private static Workspace<T>? _ofThread;

    private AlignedBuffer<T>[] _preActivations = [];
    private AlignedBuffer<T>[] _activations = [];
    private AlignedBuffer<T>[] _dropped = [];
    private AlignedBuffer<T> _droppedInputs;
    private AlignedBuffer<T> _cotangent;
    private AlignedBuffer<T> _nextCotangent;

    /// <summary>The most threads that the products may use; 0 for all processors.</summary>
    internal int Threads { get; set; }

    /// <summary>A workspace for one call, not yet reserved: the thread's own, unless the call is large.</summary>
    internal static Workspace<T> OfThread(Network network, int samples, int threads = 0)
    {
        var isLarge = (long)samples * network.Widest > KeptElements;
        var workspace = isLarge ? new Workspace<T>() : _ofThread ??= new Workspace<T>();
        workspace.Threads = threads;
        return workspace;
    }

    internal void Reserve(Network network, int samples)
    {
        var layers = network.Layers;
        if (_activations.Length < layers.Length)
        {
            _preActivations = new AlignedBuffer<T>[layers.Length];
            _activations = new AlignedBuffer<T>[layers.Length];
            _dropped = new AlignedBuffer<T>[layers.Length];
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
    }

    /// <summary>Where layer <paramref name="layer"/>'s z goes: a buffer of its own only if the pullback needs it afterwards.</summary>
    internal Span<T> PreActivations(Network network, int layer, int samples) =>
        (network.Layers[layer].Activation.PullbackNeedsPreActivations ? _preActivations : _activations)[layer]
            .First(samples * network.Layers[layer].Width);

    internal Span<T> Activations(Network network, int layer, int samples) =>
        _activations[layer].First(samples * network.Layers[layer].Width);

    /// <summary>What dropout leaves of the inputs.</summary>
    internal Span<T> DroppedInputs(Network network, int samples)
    {
        Grow(ref _droppedInputs, samples * network.InputWidth);
        return _droppedInputs.First(samples * network.InputWidth);
    }

    /// <summary>What the next layer is given: the activations, or what dropout leaves of them.</summary>
    internal Span<T> Outputs(Network network, int layer, int samples, bool dropsOut) =>
        dropsOut && network.Layers[layer].Dropout > 0
            ? _dropped[layer].First(samples * network.Layers[layer].Width)
            : Activations(network, layer, samples);

    /// <summary>∂J/∂ the last layer's outputs.</summary>
    internal Span<T> Cotangent(Network network, int samples)
    {
        Grow(ref _cotangent, samples * network.Widest);
        Grow(ref _nextCotangent, samples * network.Widest);
        return _cotangent.First(samples * network.OutputWidth);
    }

    internal Span<T> NextCotangent(int length) => _nextCotangent.First(length);

    internal void SwapCotangents() => (_cotangent, _nextCotangent) = (_nextCotangent, _cotangent);

    private static void Grow(ref AlignedBuffer<T> buffer, int length)
    {
        if (buffer.Length < length)
        {
            buffer = new AlignedBuffer<T>(length);
        }
    }
}
