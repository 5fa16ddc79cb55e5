using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FunctionalMlp.Kernels;

/// <summary>
/// Softmax of logits and its cross-entropy, shifted by each sample's maximum, class by class: a vector holds one class of as many samples as it has lanes, and maximum,
/// sum and logarithm are vectors too. Each sample's sum is over its classes in order.
/// </summary>
internal static unsafe class SoftmaxKernel
{
    /// <summary>ψ, equation (14), of logits that lie feature by feature; both may be the same memory.</summary>
    internal static void Softmax<T>(Features<T> logits, Features<T> probabilities, int width = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        switch (width > 0 ? width : Hardware.Width)
        {
            case 512:
                SoftmaxKernel<T, Vector512<T>, Simd512<T>>.Softmax(logits, probabilities);
                break;
            case 256:
                SoftmaxKernel<T, Vector256<T>, Simd256<T>>.Softmax(logits, probabilities);
                break;
            default:
                SoftmaxKernel<T, Vector128<T>, Simd128<T>>.Softmax(logits, probabilities);
                break;
        }
    }

    /// <summary>The same with a sample in each row; both may be the same span.</summary>
    internal static void SoftmaxRows<T>(int rows, int classes, ReadOnlySpan<T> logits, Span<T> probabilities)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Debug.Assert(logits.Length == rows * classes && probabilities.Length == rows * classes);
        var workspace = Workspace<T>.OfThread(logits.Length);
        var columns = workspace.Inputs(classes, rows);
        fixed (
            T* from = logits,
                to = probabilities
        )
        {
            Features<T>.Rows(from, rows, classes).CopyTo(columns);
            Softmax(columns, columns);
            columns.CopyTo(Features<T>.Rows(to, rows, classes));
        }

        GC.KeepAlive(workspace);
    }

    /// <summary>
    /// The sum over the samples of the loss of each, section 2.1; and its gradient times the scale, equation (16), if there is memory for it, which may be that of the
    /// logits.
    /// </summary>
    internal static T CrossEntropy<T>(
        Features<T> logits,
        ReadOnlySpan<int> labels,
        T scale = default,
        Features<T>? gradient = null,
        int width = 0
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Debug.Assert(labels.Length == logits.Samples);
        fixed (int* label = labels)
        {
            return (width > 0 ? width : Hardware.Width) switch
            {
                512 => SoftmaxKernel<T, Vector512<T>, Simd512<T>>.CrossEntropy(logits, label, scale, gradient),
                256 => SoftmaxKernel<T, Vector256<T>, Simd256<T>>.CrossEntropy(logits, label, scale, gradient),
                _ => SoftmaxKernel<T, Vector128<T>, Simd128<T>>.CrossEntropy(logits, label, scale, gradient),
            };
        }
    }
}

/// <summary>The same with vectors of a given kind.</summary>
internal static unsafe class SoftmaxKernel<T, V, S>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged
    where S : struct, ISimd<T, V>
{
    // What is computed at once stays in the first-level cache.
    private const int GroupSize = 1024;

    // One logarithm serves so many samples, where a group has several cache lines of them: then a sum is from 1 to 64 or 128 at most, and no product overflows.
    private const int SumsPerLogarithm = 8;

    private static int Line => Hardware.CacheLine / sizeof(T);

    internal static void Softmax(Features<T> logits, Features<T> probabilities)
    {
        var group = new Group(logits);
        for (var sample = 0; sample < logits.Samples; sample += group.Samples)
        {
            var count = Math.Min(group.Samples, logits.Samples - sample);
            Exponentials(group, count, logits.First + sample, logits.FeatureStride);
            WriteProbabilities(group, count, probabilities.First + sample, probabilities.FeatureStride);
        }
    }

    internal static T CrossEntropy(Features<T> logits, int* labels, T scale, Features<T>? gradient)
    {
        var group = new Group(logits);
        var total = T.Zero;
        for (var sample = 0; sample < logits.Samples; sample += group.Samples)
        {
            var count = Math.Min(group.Samples, logits.Samples - sample);
            Exponentials(group, count, logits.First + sample, logits.FeatureStride);
            var slopes = gradient is { } given ? given.First + sample : null;
            var stride = gradient is null ? 0 : gradient.Value.FeatureStride;
            WriteGradient(group, count, labels + sample, scale, slopes, stride);
            AddLogarithms(group, count);
            total += Reductions.Sum(count, group.Losses);
        }

        return total;
    }

    /// <summary>The logits less the largest of their sample, and exp of that.</summary>
    [MethodImpl(Hardware.Kernel)]
    private static void Exponentials(in Group group, int count, T* logits, nint stride)
    {
        var (classes, distance) = (group.Classes, group.Samples);
        for (var i = 0; i < count; i += S.Lanes)
        {
            var from = logits + i;
            var maximum = S.Load(from);
            for (var k = 1; k < classes; k++)
            {
                // What becomes of NaN does not matter here: exp brings it back.
                maximum = S.Max(maximum, S.Load(from + (k * stride)));
            }

            var to = group.Shifted + i;
            for (var k = 0; k < classes; k++, from += stride, to += distance)
            {
                S.Store(to, S.Subtract(S.Load(from), maximum));
            }
        }

        Elementwise.Run<T, V, S, ExpFunction>(group.Shifted, group.Exponentials, classes * distance);
    }

    /// <summary>Of a sample's exponentials, in the order of the classes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Sum(in Group group, int sample)
    {
        var from = group.Exponentials + sample;
        var sum = S.Load(from);
        for (var k = 1; k < group.Classes; k++)
        {
            from += group.Samples;
            sum = S.Add(sum, S.Load(from));
        }

        return sum;
    }

    /// <summary>
    /// Completes the losses by logarithms of products of sums, a lane's of eight cache lines, for the first of the eight: only the sum of the losses is needed. Products of
    /// lines, not of vectors, for the bits must not depend on the width.
    /// </summary>
    [MethodImpl(Hardware.Kernel)]
    private static void AddLogarithms(in Group group, int count)
    {
        var padded = Features<T>.Padded(count);
        if (padded > Line)
        {
            // A single line is multiplied by nothing, and what lies behind its last sample is not summed.
            new Span<T>(group.Sums + count, padded - count).Fill(T.One);
        }

        var products = group.Logarithms;
        for (var first = 0; first < padded; first += SumsPerLogarithm * Line)
        {
            var end = Math.Min(padded, first + (SumsPerLogarithm * Line));
            for (var lane = 0; lane < Line; lane += S.Lanes, products += S.Lanes)
            {
                var product = S.Load(group.Sums + first + lane);
                for (var i = first + Line; i < end; i += Line)
                {
                    product = S.Multiply(product, S.Load(group.Sums + i + lane));
                }

                S.Store(products, product);
            }
        }

        var logarithms = group.Logarithms;
        Elementwise.Run<T, V, S, LogFunction>(logarithms, logarithms, (int)(products - logarithms));
        for (var first = 0; first < padded; first += SumsPerLogarithm * Line)
        {
            for (var lane = 0; lane < Line; lane += S.Lanes, logarithms += S.Lanes)
            {
                var losses = group.Losses + first + lane;
                S.Store(losses, S.Add(S.Load(losses), S.Load(logarithms)));
            }
        }
    }

    /// <summary>The gradient, the sums of the exponentials, and the losses without the logarithms of those.</summary>
    [MethodImpl(Hardware.Kernel)]
    private static void WriteGradient(in Group group, int count, int* labels, T scale, T* gradient, nint stride)
    {
        var (classes, distance) = (group.Classes, group.Samples);
        var whole = count / S.Lanes * S.Lanes;
        new ReadOnlySpan<int>(labels + whole, count - whole).CopyTo(new Span<int>(group.LastLabels, S.Lanes));
        var one = S.Broadcast(T.One);
        for (var i = 0; i < count; i += S.Lanes)
        {
            var sum = Sum(group, i);
            S.Store(group.Sums + i, sum);
            var label = S.FromIntegers(i < whole ? labels + i : group.LastLabels);
            var factor = S.Divide(S.Broadcast(scale), sum);
            var own = S.Broadcast(T.Zero);
            var number = S.Broadcast(T.Zero);
            for (var k = 0; k < classes; k++)
            {
                var isOwn = S.AreEqual(label, number);
                number = S.Add(number, one);
                own = S.Select(isOwn, S.Load(group.Shifted + (k * distance) + i), own);
                if (gradient != null)
                {
                    var slope = S.Multiply(S.Load(group.Exponentials + (k * distance) + i), factor);
                    slope = S.Select(isOwn, S.Subtract(slope, S.Broadcast(scale)), slope);
                    S.Store(gradient + i + (k * stride), slope);
                }
            }

            S.Store(group.Losses + i, S.Subtract(S.Broadcast(T.Zero), own));
        }
    }

    [MethodImpl(Hardware.Kernel)]
    private static void WriteProbabilities(in Group group, int count, T* probabilities, nint stride)
    {
        var (classes, distance) = (group.Classes, group.Samples);
        for (var i = 0; i < count; i += S.Lanes)
        {
            var sum = Sum(group, i);
            for (var k = 0; k < classes; k++)
            {
                var entries = S.Load(group.Exponentials + (k * distance) + i);
                S.Store(probabilities + i + (k * stride), S.Divide(entries, sum));
            }
        }
    }

    /// <summary>Memory for a group of samples: the thread's own, so valid until another kernel asks for it.</summary>
    private readonly struct Group
    {
        internal Group(Features<T> logits)
        {
            Classes = logits.Width;
            Samples = Features<T>.Padded(Math.Min(logits.Samples, Math.Max(1, GroupSize / Classes)));
            var size = ((((2 * (nint)Classes) + 3) * Samples) + Line) * sizeof(T);
            Shifted = (T*)Scratch.Rent(size);
            Exponentials = Shifted + ((nint)Classes * Samples);
            Sums = Exponentials + ((nint)Classes * Samples);
            Losses = Sums + Samples;
            Logarithms = Losses + Samples;
            LastLabels = (int*)(Logarithms + Samples);
        }

        /// <summary>How many samples it holds, in whole cache lines; also the distance between two classes of a sample.</summary>
        internal int Samples { get; }

        internal int Classes { get; }

        internal T* Shifted { get; }

        internal T* Exponentials { get; }

        internal T* Sums { get; }

        internal T* Losses { get; }

        internal T* Logarithms { get; }

        /// <summary>Of the last vector of samples, if that is not whole; behind the last sample they are anything.</summary>
        internal int* LastLabels { get; }
    }
}
