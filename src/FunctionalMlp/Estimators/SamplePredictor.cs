using System.Buffers;
using System.Numerics;
using FunctionalMlp.Data;

namespace FunctionalMlp.Estimators;

/// <summary>A fitted network for one sample after another. It scales them in memory that it borrows, and so allocates nothing.</summary>
internal sealed class SamplePredictor<T>(Network network, Parameters<T> parameters, Scaling<T> scaling)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Laid out when the first sample comes: many models only ever see batches.
    private readonly Lazy<Predictor<T>> _predictor = new(() => new Predictor<T>(network, parameters));

    /// <summary>The network's outputs, with the bits of <see cref="Network.Apply"/>.</summary>
    /// <exception cref="InvalidInputException">The sample has another length, or a number that is NaN or infinite.</exception>
    internal void Predict(ReadOnlySpan<T> sample, Span<T> outputs)
    {
        InvalidInputException.RequireShape(nameof(sample), 1, network.InputWidth, 1, sample.Length);
        InvalidInputException.RequireFinite(nameof(sample), sample, sample.Length);
        var borrowed = ArrayPool<T>.Shared.Rent(sample.Length);
        try
        {
            var scaled = borrowed.AsSpan(0, sample.Length);
            scaling.Apply(sample, scaled);
            _predictor.Value.Predict(scaled, outputs);
        }
        finally
        {
            ArrayPool<T>.Shared.Return(borrowed);
        }
    }
}
