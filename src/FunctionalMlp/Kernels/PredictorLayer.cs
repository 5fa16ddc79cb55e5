using System.Numerics;
using System.Numerics.Tensors;

namespace FunctionalMlp.Kernels;

/// <summary>One layer's parameters as a prediction reads them: the transposed weights row after row.</summary>
internal sealed class PredictorLayer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly AlignedBuffer<T> _transposed;
    private readonly T[] _biases;
    private readonly bool _isFinite;

    internal PredictorLayer(int inputs, ReadOnlySpan<T> weights, ReadOnlySpan<T> biases)
    {
        _transposed = new AlignedBuffer<T>(weights.Length);
        _biases = biases.ToArray();
        _isFinite = TensorPrimitives.IsFiniteAll(weights);
        var transposed = _transposed.First(weights.Length);
        for (var i = 0; i < weights.Length; i++)
        {
            transposed[(i % inputs * biases.Length) + (i / inputs)] = weights[i];
        }
    }

    /// <summary>The pre-activations z of a sample x, equation (11).</summary>
    internal void Apply(ReadOnlySpan<T> x, Span<T> z) =>
        Products.MultiplyRow(x.Length, _biases.Length, x, _transposed.All, _biases, z, skipsZeros: _isFinite);
}
