using System.Numerics;
using System.Runtime.CompilerServices;

namespace FunctionalMlp.Kernels;

/// <summary>
/// A layer for all samples of a batch, equations (11) to (13), with its pullbacks, (17) to (20), feature by feature. The threads share the units, or the samples where
/// these are more; what follows a product element by element is done by the thread that computed it, while it is near.
/// </summary>
internal static unsafe class DenseLayer
{
    // Weights that the threads' own caches hold are best left to the thread that also updates them.
    private const int CachedWeightsBytes = 1 << 20;

    // A weight's gradient is a sum over the samples. With fewer inputs than vectors of a tile hold, the samples are the lanes.
    private const int NarrowBytes = 128;

    /// <summary>z, then a, then what dropout leaves of it.</summary>
    internal static void Apply<T>(Activated<T> layer, T* weights, T* biases, Features<T> inputs, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var z = layer.Z;
        var product = new Product<T>
        {
            Rows = z.Width,
            Depth = inputs.Width,
            Columns = z.Samples,
            A = weights,
            ARowStride = inputs.Width,
            AStep = 1,
            B = inputs.First,
            BStep = inputs.FeatureStride,
            BColumnStride = inputs.SampleStride,
            Bias = biases,
            C = z.First,
            CStride = z.FeatureStride,
            IsPadded = true,
            SharesRows = SharesUnits<T>(z.Width, inputs.Width, z.Samples),
        };
        ParallelProduct.Run(product, threads, 0, &Activate<T>, Unsafe.AsPointer(ref layer));
    }

    /// <summary>From the cotangent of a layer's z to that of the z of the layer below, which is to be written into <see cref="Activated{T}.Cotangent"/>.</summary>
    internal static void PullbackToInputs<T>(Activated<T> below, T* weights, Features<T> cotangent, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var result = below.Cotangent;
        var product = new Product<T>
        {
            Rows = result.Width,
            Depth = cotangent.Width,
            Columns = result.Samples,
            A = weights,
            ARowStride = 1,
            AStep = result.Width,
            B = cotangent.First,
            BStep = cotangent.FeatureStride,
            BColumnStride = 1,
            C = result.First,
            CStride = result.FeatureStride,
            IsPadded = true,
            SharesRows = SharesUnits<T>(result.Width, cotangent.Width, result.Samples),
        };
        ParallelProduct.Run(product, threads, 0, &Pullback<T>, Unsafe.AsPointer(ref below));
    }

    /// <summary>The gradients with respect to the weights and the biases. The inputs are given both ways, feature by feature and in rows, if there are rows.</summary>
    internal static void PullbackToParameters<T>(
        Features<T> cotangent,
        Features<T> inputs,
        Features<T>? rows,
        T* weights,
        T* biases,
        int threads
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var isNarrow = inputs.Width * sizeof(T) <= NarrowBytes;
        var factor = isNarrow || rows is null ? inputs : rows.Value;
        var product = new Product<T>
        {
            Rows = cotangent.Width,
            Depth = cotangent.Samples,
            Columns = inputs.Width,
            A = cotangent.First,
            ARowStride = cotangent.FeatureStride,
            AStep = 1,
            B = factor.First,
            BStep = factor.SampleStride,
            BColumnStride = factor.FeatureStride,
            C = weights,
            CStride = inputs.Width,
            IsInterleaved = isNarrow,
            SharesRows = SharesUnits<T>(cotangent.Width, inputs.Width, cotangent.Samples),
        };
        var sums = new BiasSums<T> { Cotangent = cotangent, Biases = biases };
        ParallelProduct.Run(product, threads, 0, &SumCotangents<T>, &sums);
    }

    /// <summary>z, N×out, of matrices with a sample in each row: equation (11).</summary>
    internal static void Apply<T>(Matrix<T> weights, Vector<T> biases, Matrix<T> inputs, Span<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var workspace = Workspace<T>.OfThread(Math.Max(inputs.Span.Length, result.Length));
        fixed (
            T* w = weights.Span,
                b = biases.Span,
                x = inputs.Span,
                z = result
        )
        {
            var columns = workspace.Inputs(inputs.Columns, inputs.Rows);
            Features<T>.Rows(x, inputs.Rows, inputs.Columns).CopyTo(columns);
            var outputs = workspace.Cotangent(weights.Rows, inputs.Rows);
            var layer = new Activated<T> { Activation = Activation.Identity, Z = outputs };
            Apply(layer, w, b, columns, 0);
            outputs.CopyTo(Features<T>.Rows(z, inputs.Rows, weights.Rows));
        }

        GC.KeepAlive(workspace);
    }

    /// <summary>The same sums as in a network, of matrices with a sample in each row; each result is left out if it is empty.</summary>
    internal static void PullbackToParameters<T>(
        Matrix<T> cotangent,
        Matrix<T> inputs,
        Span<T> weights,
        Span<T> biases
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var workspace = Workspace<T>.OfThread(Math.Max(inputs.Span.Length, cotangent.Span.Length));
        fixed (
            T* c = cotangent.Span,
                x = inputs.Span,
                w = weights,
                b = biases
        )
        {
            var rows = Features<T>.Rows(x, inputs.Rows, inputs.Columns);
            var columns = workspace.Inputs(inputs.Columns, inputs.Rows);
            rows.CopyTo(columns);
            var slopes = workspace.Cotangent(cotangent.Columns, cotangent.Rows);
            Features<T>.Rows(c, cotangent.Rows, cotangent.Columns).CopyTo(slopes);
            PullbackToParameters(slopes, columns, rows, w, b, 0);
        }

        GC.KeepAlive(workspace);
    }

    private static bool SharesUnits<T>(int units, int inputs, int samples) =>
        units >= samples && (long)units * inputs * Unsafe.SizeOf<T>() <= CachedWeightsBytes;

    private static void Activate<T>(void* state, int unit, int units, int sample, int samples)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref var layer = ref Unsafe.AsRef<Activated<T>>(state);
        if (!layer.Activation.IsIdentity)
        {
            // Several rows in one go if they are whole.
            var isWhole = samples == layer.Z.Samples;
            var length = isWhole ? units * (int)layer.Z.FeatureStride : samples;
            for (var row = unit; row < unit + units; row += isWhole ? units : 1)
            {
                layer.Activation.Apply<T>(Span(layer.Z, row, sample, length), Span(layer.A, row, sample, length));
            }
        }

        if (layer.Rate > 0)
        {
            for (var row = unit; row < unit + units; row++)
            {
                DropoutKernel.Apply(
                    layer.Noise,
                    layer.Rate,
                    layer.A.Width,
                    row,
                    sample,
                    Span(layer.A, row, sample, samples),
                    Span(layer.Dropped, row, sample, samples)
                );
            }
        }
    }

    /// <summary>From the cotangent of what a layer gives to that of its z, in place.</summary>
    internal static void PullThroughActivation<T>(Activated<T> layer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Pullback<T>(Unsafe.AsPointer(ref layer), 0, layer.Z.Width, 0, layer.Z.Samples);

    private static void Pullback<T>(void* state, int unit, int units, int sample, int samples)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref var layer = ref Unsafe.AsRef<Activated<T>>(state);
        if (layer.Rate > 0)
        {
            for (var row = unit; row < unit + units; row++)
            {
                var cotangent = Span(layer.Cotangent, row, sample, samples);
                DropoutKernel.Apply<T>(layer.Noise, layer.Rate, layer.A.Width, row, sample, cotangent, cotangent);
            }
        }

        if (!layer.Activation.IsIdentity)
        {
            var isWhole = samples == layer.Z.Samples;
            var length = isWhole ? units * (int)layer.Z.FeatureStride : samples;
            for (var row = unit; row < unit + units; row += isWhole ? units : 1)
            {
                var cotangent = Span(layer.Cotangent, row, sample, length);
                layer.Activation.Pullback<T>(
                    Span(layer.Z, row, sample, length),
                    Span(layer.A, row, sample, length),
                    cotangent,
                    cotangent
                );
            }
        }
    }

    private static void SumCotangents<T>(void* state, int unit, int units, int input, int inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var sums = (BiasSums<T>*)state;
        if (input == 0 && sums->Biases != null)
        {
            Reductions.SumRows(
                units,
                sums->Cotangent.Samples,
                sums->Cotangent.Row(unit),
                sums->Cotangent.FeatureStride,
                sums->Biases + unit
            );
        }
    }

    private static Span<T> Span<T>(Features<T> features, int feature, int sample, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(features.Row(feature) + sample, length);

    private struct BiasSums<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        internal Features<T> Cotangent;
        internal T* Biases;
    }
}

/// <summary>What a layer does element by element after its product, and where: forward from z to a and to what dropout leaves, back in place.</summary>
internal struct Activated<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal Activation Activation;
    internal Features<T> Z;
    internal Features<T> A;
    internal Features<T> Dropped;
    internal Features<T> Cotangent;

    /// <summary>Of dropout; 0 for none.</summary>
    internal double Rate;
    internal RandomNumbers Noise;
}
