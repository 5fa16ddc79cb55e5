using System.Numerics;

namespace FunctionalMlp.Kernels;

/// <summary>The buffers of one forward and backward pass. They grow to the largest batch seen and are then reused.</summary>
/// <remarks>Whoever takes <see cref="Features{T}"/> from it keeps the workspace alive until it is done with them.</remarks>
internal sealed unsafe class Workspace<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // What a thread may keep of each buffer for good.
    private const int KeptElements = 1 << 19;

    [ThreadStatic]
    private static Workspace<T>? _ofThread;

    private Layer[] _layers = [];
    private AlignedBuffer<T> _inputs;
    private AlignedBuffer<T> _droppedInputs;
    private AlignedBuffer<T> _cotangent;
    private AlignedBuffer<T> _nextCotangent;
    private AlignedBuffer<T> _rows;

    /// <summary>The most threads that a pass may use; 0 for all processors.</summary>
    internal int Threads { get; set; }

    /// <summary>A workspace for one call: the thread's own, unless the call is large.</summary>
    internal static Workspace<T> OfThread(Network network, int samples, int threads = 0) =>
        OfThread((long)samples * network.Widest, threads);

    /// <summary>The same for so many numbers.</summary>
    internal static Workspace<T> OfThread(long size, int threads = 0)
    {
        var workspace = size > KeptElements ? new Workspace<T>() : _ofThread ??= new Workspace<T>();
        workspace.Threads = threads;
        return workspace;
    }

    /// <summary>The inputs, feature by feature.</summary>
    internal Features<T> Inputs(int width, int samples) => Columns(ref _inputs, width, samples);

    /// <summary>What dropout leaves of the inputs, a sample in each row.</summary>
    internal Span<T> DroppedInputs(int length) => Grown(ref _droppedInputs, length).First(length);

    /// <summary>A layer's z: in memory of its own only if the pullback needs it after φ.</summary>
    internal Features<T> PreActivations(Network network, int layer, int samples)
    {
        ref var buffers = ref Buffers(network, layer);
        return network.Layers[layer].Activation.PullbackNeedsPreActivations
            ? Columns(ref buffers.PreActivations, network.Layers[layer].Width, samples)
            : Columns(ref buffers.Activations, network.Layers[layer].Width, samples);
    }

    /// <summary>A layer's a.</summary>
    internal Features<T> Activations(Network network, int layer, int samples) =>
        Columns(ref Buffers(network, layer).Activations, network.Layers[layer].Width, samples);

    /// <summary>What the next layer is given: the activations, or what dropout leaves of them.</summary>
    internal Features<T> Outputs(Network network, int layer, int samples, bool dropsOut) =>
        dropsOut && network.Layers[layer].Dropout > 0
            ? Columns(ref Buffers(network, layer).Dropped, network.Layers[layer].Width, samples)
            : Activations(network, layer, samples);

    /// <summary>z and a of a single sample.</summary>
    internal (Memory PreActivations, Memory Activations) OfOneSample(Network network, int layer)
    {
        var width = network.Layers[layer].Width;
        ref var buffers = ref Buffers(network, layer);
        var activations = Grown(ref buffers.Activations, width);
        return network.Layers[layer].Activation.PullbackNeedsPreActivations
            ? (new(Grown(ref buffers.PreActivations, width), width), new(activations, width))
            : (new(activations, width), new(activations, width));
    }

    /// <summary>The gradient with respect to what a layer gives; the one below uses other memory, after <see cref="SwapCotangents"/>.</summary>
    internal Features<T> Cotangent(int width, int samples) => Columns(ref _cotangent, width, samples);

    internal void SwapCotangents() => (_cotangent, _nextCotangent) = (_nextCotangent, _cotangent);

    /// <summary>Room for outputs with a sample in each row.</summary>
    internal Span<T> Rows(int length) => Grown(ref _rows, length).First(length);

    private ref Layer Buffers(Network network, int layer)
    {
        if (_layers.Length < network.Layers.Length)
        {
            Array.Resize(ref _layers, network.Layers.Length);
        }

        return ref _layers[layer];
    }

    private static Features<T> Columns(ref AlignedBuffer<T> buffer, int width, int samples) =>
        Features<T>.Columns(
            Grown(ref buffer, checked(width * Features<T>.Padded(samples))).Pointer,
            width,
            samples
        );

    private static AlignedBuffer<T> Grown(ref AlignedBuffer<T> buffer, int length)
    {
        if (buffer.Length < length)
        {
            buffer = new AlignedBuffer<T>(length);
        }

        return buffer;
    }

    /// <summary>The first elements of a buffer.</summary>
    internal readonly struct Memory(AlignedBuffer<T> buffer, int length)
    {
        internal Span<T> Span => buffer.First(length);
    }

    private struct Layer
    {
        internal AlignedBuffer<T> PreActivations;
        internal AlignedBuffer<T> Activations;
        internal AlignedBuffer<T> Dropped;
    }
}
