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

    private Network? _network;
    private int _samples;
    private Buffers[] _buffers = [];

    // They stay where they are: a product's other threads get their addresses, and a copy of such a structure costs the smallest gradients more than its product.
    private ActivatedLayer<T>[] _layers = [];

    private AlignedBuffer<T> _inputs;
    private long _inputsOf;
    private AlignedBuffer<T> _droppedInputs;
    private AlignedBuffer<T> _outputs;
    private AlignedBuffer<T> _cotangent;
    private AlignedBuffer<T> _otherCotangent;
    private AlignedBuffer<T> _rows;
    private AlignedBuffer<T> _weights;

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

    /// <summary>Memory for inputs, feature by feature; what it held is lost.</summary>
    internal Features<T> Inputs(int width, int samples)
    {
        _inputsOf = 0;
        return Columns(ref _inputs, width, samples);
    }

    /// <summary>The inputs of a batch, turned from rows unless this is the batch, <see cref="BatchSpan{T}.Number"/>, whose inputs are still here.</summary>
    internal Features<T> Turned(in Features<T> rows, long batch)
    {
        if (batch != 0 && batch == _inputsOf)
        {
            return Columns(ref _inputs, rows.Width, rows.Samples);
        }

        var turned = Inputs(rows.Width, rows.Samples);
        Transposition.Run(rows, turned, Threads);
        _inputsOf = batch;
        return turned;
    }

    /// <summary>What dropout leaves of the inputs, a sample in each row.</summary>
    internal Span<T> DroppedInputs(int length) => Grown(ref _droppedInputs, length).First(length);

    /// <summary>What a single layer gives, feature by feature.</summary>
    internal Features<T> Outputs(int width, int samples) => Columns(ref _outputs, width, samples);

    /// <summary>Room for transposed weights.</summary>
    internal Features<T> Weights(int inputs, int units) => Columns(ref _weights, inputs, units);

    /// <summary>The same numbers with a sample in each row.</summary>
    internal Span<T> InRows(Features<T> features)
    {
        var length = features.Samples * features.Width;
        var rows = Grown(ref _rows, length);
        features.CopyTo(Features<T>.Rows(rows.Pointer, features.Samples, features.Width));
        return rows.First(length);
    }

    /// <summary>After a pure call: what a thread is not to keep for good.</summary>
    internal void Release() => _weights = _weights.Length > KeptElements ? default : _weights;

    /// <summary>The layers of a network with memory for so many samples; valid until it is asked for others.</summary>
    internal Span<ActivatedLayer<T>> Layers(Network network, int samples)
    {
        if (!ReferenceEquals(_network, network) || _samples != samples)
        {
            Prepare(network, samples);
        }

        return _layers.AsSpan(0, network.Layers.Length);
    }

    private void Prepare(Network network, int samples)
    {
        _network = null;
        var count = network.Layers.Length;
        if (_buffers.Length < count)
        {
            _layers = GC.AllocateArray<ActivatedLayer<T>>(count, pinned: true);
            Array.Resize(ref _buffers, count);
        }

        // Each layer's cotangent in other memory than the next one's.
        Grown(ref _cotangent, checked(network.Widest * Features<T>.Stride(samples)));
        Grown(ref _otherCotangent, checked(network.Widest * Features<T>.Stride(samples)));
        for (var i = 0; i < count; i++)
        {
            var (layer, width) = (network.Layers[i], network.Layers[i].Width);
            ref var buffers = ref _buffers[i];
            var a = Columns(ref buffers.Activations, width, samples);
            _layers[i] = new ActivatedLayer<T>
            {
                Activation = layer.Activation.IsIdentity ? null : layer.Activation,
                Z = layer.Activation.PullbackNeedsPreActivations
                    ? Columns(ref buffers.PreActivations, width, samples)
                    : a,
                A = a,
                Dropped = layer.Dropout > 0 ? Columns(ref buffers.Dropped, width, samples) : a,
                Cotangent = Columns(ref i % 2 == 0 ? ref _cotangent : ref _otherCotangent, width, samples),
            };
        }

        (_network, _samples) = (network, samples);
    }

    private static Features<T> Columns(ref AlignedBuffer<T> buffer, int width, int samples) =>
        Features<T>.Columns(Grown(ref buffer, checked(width * Features<T>.Stride(samples))).Pointer, width, samples);

    private static AlignedBuffer<T> Grown(ref AlignedBuffer<T> buffer, int length)
    {
        if (buffer.Length < length)
        {
            buffer = new AlignedBuffer<T>(length);
        }

        return buffer;
    }

    private struct Buffers
    {
        internal AlignedBuffer<T> PreActivations;
        internal AlignedBuffer<T> Activations;
        internal AlignedBuffer<T> Dropped;
    }
}
