using System.Numerics;
using System.Numerics.Tensors;

namespace FunctionalMlp.Kernels;

/// <summary>One layer's parameters as a prediction reads them: the transposed weights row after row, from the border of a cache line on.</summary>
internal sealed class PredictorLayer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int CacheLine = 64;

    private readonly T[] _memory;
    private readonly int _start;
    private readonly int _length;
    private readonly T[] _biases;
    private readonly bool _isFinite;

    internal unsafe PredictorLayer(int inputs, ReadOnlySpan<T> weights, ReadOnlySpan<T> biases)
    {
        // Pinned, so that what begins at the border of a cache line stays there.
        _memory = GC.AllocateArray<T>(weights.Length + (CacheLine / sizeof(T)), pinned: true);
        fixed (T* first = _memory)
        {
            _start = (int)((CacheLine - ((nint)first % CacheLine)) % CacheLine) / sizeof(T);
        }

        _length = weights.Length;
        _biases = biases.ToArray();
        _isFinite = TensorPrimitives.IsFiniteAll(weights);
        var transposed = _memory.AsSpan(_start, _length);
        for (var i = 0; i < weights.Length; i++)
        {
            transposed[(i % inputs * biases.Length) + (i / inputs)] = weights[i];
        }
    }

    /// <summary>z = x·Wᵀ + b.</summary>
    internal void Apply(ReadOnlySpan<T> x, Span<T> z) =>
        Products.MultiplyRow(
            x.Length,
            _biases.Length,
            x,
            _memory.AsSpan(_start, _length),
            _biases,
            z,
            skipsZeros: _isFinite
        );
}
