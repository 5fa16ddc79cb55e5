using System.Numerics;

namespace FunctionalMlp.Tests;

/// <summary>A way to get a gradient wrong, as people do.</summary>
public enum Fault
{
    None,
    FlippedSign,
    TransposedFactor,
    MissingMean,
    HalvedPenalty,
    IndicatorOfTheNextLayer,
    NoIndicator,
    PenalisedBiases,
    MissingSample,
    BiasOfOneSample,
}

/// <summary>∂J̃/∂θ put together from the library's public steps as equations (16) to (20) say, and with a fault on request.</summary>
internal static class ComposedGradient
{
    internal static Parameters<T> Of<T>(Parameters<T> θ, Batch<T> batch, T lambda, Fault fault)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var layers = Enumerable.Range(0, θ.LayerCount).Select(layer => θ[layer]).ToArray();
        var (z, a) = (new List<Matrix<T>>(), new List<Matrix<T>> { batch.Inputs });
        foreach (var (weights, biases) in layers)
        {
            z.Add(AffineMap.Apply(weights, biases, a[^1]));
            a.Add(Activation.ReLU.Apply(z[^1]));
        }

        var cotangent = Loss.SoftmaxCrossEntropy.Gradient(z[^1], batch.Labels.AsSpan());
        cotangent = fault switch
        {
            Fault.FlippedSign => T.NegativeOne * cotangent,
            Fault.MissingMean => T.CreateChecked(batch.Count) * cotangent,
            Fault.MissingSample => Matrix.Create<T>(
                cotangent.Rows,
                cotangent.Columns,
                (i, j) => i == 0 ? T.Zero : cotangent[i, j]
            ),
            _ => cotangent,
        };
        var gradients = new LayerParameters<T>[layers.Length];
        for (var layer = layers.Length - 1; layer >= 0; layer--)
        {
            var biases = AffineMap.PullbackToBiases(
                fault == Fault.BiasOfOneSample ? cotangent.RowRange(0, 1) : cotangent
            );
            gradients[layer] = new LayerParameters<T>(AffineMap.PullbackToWeights(a[layer], cotangent), biases);
            if (layer > 0)
            {
                cotangent = ThroughLayer(layers[layer].Weights, cotangent, fault);
                var indicated = fault == Fault.IndicatorOfTheNextLayer ? Widened(z[layer], z[layer - 1]) : z[layer - 1];
                cotangent = fault == Fault.NoIndicator ? cotangent : Activation.ReLU.Pullback(indicated, cotangent);
            }
        }

        // The library adds 2λ·W with one rounding; the same here, so that the two can be compared to the bit.
        var twice = (fault == Fault.HalvedPenalty ? T.One : T.One + T.One) * lambda;
        return Parameters.FromLayers(
            gradients.Zip(
                layers,
                (gradient, layer) =>
                    new LayerParameters<T>(
                        Fused(twice, layer.Weights, gradient.Weights),
                        fault == Fault.PenalisedBiases
                            ? Vector.FromSpan<T>(Fused(twice, Row(layer.Biases), Row(gradient.Biases)).Span)
                            : gradient.Biases
                    )
            )
        );
    }

    private static Matrix<T> ThroughLayer<T>(Matrix<T> weights, Matrix<T> cotangent, Fault fault)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        // A transposed factor that conforms needs a square matrix.
        AffineMap.PullbackToInputs(fault == Fault.TransposedFactor ? weights.Transpose() : weights, cotangent);

    private static Matrix<T> Widened<T>(Matrix<T> z, Matrix<T> like)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Matrix.Create<T>(like.Rows, like.Columns, (i, j) => z[i, j % z.Columns]);

    private static Matrix<T> Row<T>(Vector<T> vector)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Matrix.FromSpan(1, vector.Length, vector.Span);

    private static Matrix<T> Fused<T>(T scalar, Matrix<T> x, Matrix<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Matrix.Create<T>(x.Rows, x.Columns, (i, j) => T.FusedMultiplyAdd(scalar, x[i, j], y[i, j]));
}
