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

    // A weight's gradient is a sum over the samples. With fewer inputs than the vectors of a tile hold, the samples are the lanes.
    private const int NarrowBytes = 128;

    /// <summary>z, then a, then what dropout leaves of it. The layer must be a local variable, or pinned: its address is taken.</summary>
    internal static void Apply<T>(in ActivatedLayer<T> layer, T* weights, T* biases, in Features<T> inputs, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var product = new Product<T>
        {
            Rows = layer.Z.Width,
            Depth = inputs.Width,
            Columns = inputs.Samples,
            A = weights,
            ARowStride = inputs.Width,
            AStep = 1,
            B = inputs.First,
            BStep = inputs.FeatureStride,
            BColumnStride = inputs.SampleStride,
            BOrder = inputs.Order,
            Bias = biases,
            C = layer.Z.First,
            CStride = layer.Z.FeatureStride,
            IsPadded = true,
            Ending = layer.IsRectified ? ProductEnding.Rectified : ProductEnding.None,
            MayHaveZeros = true,
            TurnsColumns = inputs.SampleStride == 1,
            SharesRows = SharesUnits<T>(layer.Z.Width, inputs.Width, inputs.Samples),
        };
        ParallelProduct.Run(product, threads, 0, &Activate<T>, Unsafe.AsPointer(ref Unsafe.AsRef(in layer)));
    }

    /// <summary>From the cotangent of a layer's z to that of the z of the layer below; for the structure below the same holds as in <c>Apply</c>.</summary>
    internal static void PullbackToInputs<T>(
        in ActivatedLayer<T> below,
        T* weights,
        in Features<T> cotangent,
        Workspace<T> workspace
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // What is summed is to lie side by side, unless it is little.
        var turned = Features<T>.Rows(weights, cotangent.Width, below.Z.Width);
        if (!IsNarrow<T>(cotangent.Width))
        {
            turned = workspace.Weights(below.Z.Width, cotangent.Width);
            Transposition.Run(Features<T>.Rows(weights, cotangent.Width, below.Z.Width), turned, workspace.Threads);
        }

        var product = new Product<T>
        {
            Rows = below.Z.Width,
            Depth = cotangent.Width,
            Columns = cotangent.Samples,
            A = turned.First,
            ARowStride = turned.FeatureStride,
            AStep = turned.SampleStride,
            B = cotangent.First,
            BStep = cotangent.FeatureStride,
            BColumnStride = 1,
            C = below.Cotangent.First,
            CStride = below.Cotangent.FeatureStride,
            IsPadded = true,
            Ending = below.IsRectified ? ProductEnding.Masked : ProductEnding.None,
            Mask = below.A.First,
            MayHaveZeros = true,
            TurnsColumns = true,
            SharesRows = SharesUnits<T>(below.Z.Width, cotangent.Width, cotangent.Samples),
        };
        ParallelProduct.Run(product, workspace.Threads, 0, &Pullback<T>, Unsafe.AsPointer(ref Unsafe.AsRef(in below)));
    }

    /// <summary>
    /// The gradients with respect to the weights and, unless it is null, the biases, and the step along them if there is one to take. Narrow inputs lie feature by
    /// feature.
    /// </summary>
    internal static void PullbackToParameters<T>(
        in Features<T> cotangent,
        in Features<T> inputs,
        T* weights,
        T* biases,
        int threads,
        in StepInPassing<T> step = default
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var isNarrow = IsNarrow<T>(inputs.Width);
        var product = new Product<T>
        {
            Rows = cotangent.Width,
            Depth = cotangent.Samples,
            Columns = inputs.Width,
            A = cotangent.First,
            ARowStride = cotangent.FeatureStride,
            AStep = 1,
            B = inputs.First,
            BStep = inputs.SampleStride,
            BColumnStride = inputs.FeatureStride,
            BOrder = inputs.Order,
            C = weights,
            CStride = inputs.Width,
            IsCNew = !step.IsTaken,
            IsInterleaved = isNarrow,
            MayHaveZeros = inputs.FeatureStride == 1,
            SharesRows = SharesUnits<T>(cotangent.Width, inputs.Width, cotangent.Samples),
        };
        product.RowSums = isNarrow ? biases : null;
        if (isNarrow && !step.IsTaken)
        {
            ParallelProduct.Run(product, threads, 0);
            return;
        }

        RunAndFinish(product, cotangent, biases, step, threads);
    }

    // By itself, or the smallest products would clear its memory.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RunAndFinish<T>(
        in Product<T> product,
        in Features<T> cotangent,
        T* biases,
        in StepInPassing<T> step,
        int threads
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var slopes = new Slopes<T>(cotangent, product.Columns, product.C, biases, product.IsInterleaved, step);
        ParallelProduct.Run(product, threads, 0, &Finish<T>, Unsafe.AsPointer(ref slopes));
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
            var columns = Backpropagation.Turned(x, inputs.Rows, inputs.Columns, workspace);
            var layer = new ActivatedLayer<T> { Z = workspace.Outputs(weights.Rows, inputs.Rows) };
            Apply(layer, w, b, columns, 0);
            layer.Z.CopyTo(Features<T>.Rows(z, inputs.Rows, weights.Rows));
        }

        GC.KeepAlive(workspace);
    }

    /// <summary>The same sums as in a network, of matrices with a sample in each row; the biases' are left out if that span is empty.</summary>
    internal static void PullbackToParameters<T>(Matrix<T> cotangent, Matrix<T> inputs, Span<T> weights, Span<T> biases)
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
            var columns = Backpropagation.Turned(x, inputs.Rows, inputs.Columns, workspace);
            var slopes = workspace.Outputs(cotangent.Columns, cotangent.Rows);
            Features<T>.Rows(c, cotangent.Rows, cotangent.Columns).CopyTo(slopes);
            PullbackToParameters(slopes, columns, w, b, 0);
        }

        GC.KeepAlive(workspace);
    }

    /// <summary>Whether a layer of so many inputs sums over samples in lanes; then they must lie side by side.</summary>
    internal static bool IsNarrow<T>(int inputs)
        where T : unmanaged => inputs * sizeof(T) <= NarrowBytes;

    private static bool SharesUnits<T>(int units, int inputs, int samples) =>
        units >= samples && (long)units * inputs * Unsafe.SizeOf<T>() <= CachedWeightsBytes;

    private static void Activate<T>(void* state, int unit, int units, int sample, int samples)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Unsafe.AsRef<ActivatedLayer<T>>(state).Activate(unit, units, sample, samples);

    private static void Pullback<T>(void* state, int unit, int units, int sample, int samples)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Unsafe.AsRef<ActivatedLayer<T>>(state).Pullback(unit, units, sample, samples);

    /// <summary>After a block of the weights' gradients: those of its units' biases, and the step.</summary>
    private static void Finish<T>(void* state, int unit, int units, int input, int inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref var slopes = ref Unsafe.AsRef<Slopes<T>>(state);
        if (input == 0 && slopes.Biases != null)
        {
            if (!slopes.HasBiases)
            {
                var cotangent = slopes.Cotangent;
                var first = cotangent.Row(unit);
                Reductions.SumRows(units, cotangent.Samples, first, cotangent.FeatureStride, slopes.Biases + unit);
            }

            slopes.Step.Take(slopes.Biases + unit, units);
        }

        var weights = slopes.Weights + ((nint)unit * slopes.Inputs) + input;
        if (inputs == slopes.Inputs)
        {
            slopes.Step.Take(weights, units * inputs);
        }
        else
        {
            slopes.Step.Take(weights, inputs, units, slopes.Inputs);
        }
    }

    /// <summary>The gradients of a layer's parameters.</summary>
    private readonly struct Slopes<T>(
        Features<T> cotangent,
        int inputs,
        T* weights,
        T* biases,
        bool hasBiases,
        StepInPassing<T> step
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        internal readonly Features<T> Cotangent = cotangent;
        internal readonly int Inputs = inputs;
        internal readonly T* Weights = weights;
        internal readonly T* Biases = biases;

        /// <summary>Whether the product gives those of the biases too.</summary>
        internal readonly bool HasBiases = hasBiases;
        internal readonly StepInPassing<T> Step = step;
    }
}
