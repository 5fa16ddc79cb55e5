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
    private const int SumsPerLogarithm = 4;

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
            new ReadOnlySpan<int>(labels + sample, count).CopyTo(new Span<int>(group.Labels, count));
            Exponentials(group, count, logits.First + sample, logits.FeatureStride);
            Logarithms(group, count);
            var slopes = gradient is { } given ? given.First + sample : null;
            WriteGradient(group, count, scale, slopes, gradient is null ? 0 : gradient.Value.FeatureStride);
            total += Reductions.Sum(count, group.Losses);
        }

        return total;
    }

    /// <summary>The logits less the largest of their sample, exp of that, and its sums.</summary>
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
        for (var i = 0; i < count; i += S.Lanes)
        {
            var sum = S.Broadcast(T.Zero);
            for (var k = 0; k < classes; k++)
            {
                sum = S.Add(sum, S.Load(group.Exponentials + (k * distance) + i));
            }

            S.Store(group.Sums + i, sum);
        }
    }

    /// <summary>
    /// The logarithms of products of sums, a lane's of four cache lines: only the sum of the losses is needed. Products of lines, not of vectors, for the bits must not
    /// depend on the width.
    /// </summary>
    [MethodImpl(Hardware.Kernel)]
    private static void Logarithms(in Group group, int count)
    {
        var padded = Features<T>.Padded(count);
        if (padded > Line)
        {
            // A single line is multiplied by nothing, and what lies behind its last sample is not summed.
            new Span<T>(group.Sums + count, padded - count).Fill(T.One);
        }

        var to = group.Logarithms;
        for (var first = 0; first < padded; first += SumsPerLogarithm * Line)
        {
            var end = Math.Min(padded, first + (SumsPerLogarithm * Line));
            for (var lane = 0; lane < Line; lane += S.Lanes, to += S.Lanes)
            {
                var product = S.Load(group.Sums + first + lane);
                for (var i = first + Line; i < end; i += Line)
                {
                    product = S.Multiply(product, S.Load(group.Sums + i + lane));
                }

                S.Store(to, product);
            }
        }

        Elementwise.Run<T, V, S, LogFunction>(group.Logarithms, group.Logarithms, (int)(to - group.Logarithms));
    }

    /// <summary>The losses, the first of those that share a logarithm with all of it; and the gradient.</summary>
    [MethodImpl(Hardware.Kernel)]
    private static void WriteGradient(in Group group, int count, T scale, T* gradient, nint stride)
    {
        var (classes, distance) = (group.Classes, group.Samples);
        var one = S.Broadcast(T.One);
        var logarithms = group.Logarithms;
        for (var i = 0; i < count; i += S.Lanes)
        {
            var labels = S.FromIntegers(group.Labels + i);
            var factor = S.Divide(S.Broadcast(scale), S.Load(group.Sums + i));
            var own = S.Broadcast(T.Zero);
            var number = S.Broadcast(T.Zero);
            for (var k = 0; k < classes; k++)
            {
                var isOwn = S.AreEqual(labels, number);
                number = S.Add(number, one);
                own = S.Select(isOwn, S.Load(group.Shifted + (k * distance) + i), own);
                if (gradient != null)
                {
                    var slope = S.Multiply(S.Load(group.Exponentials + (k * distance) + i), factor);
                    slope = S.Select(isOwn, S.Subtract(slope, S.Broadcast(scale)), slope);
                    S.Store(gradient + i + (k * stride), slope);
                }
            }

            var loss = S.Subtract(S.Broadcast(T.Zero), own);
            if ((uint)i % (uint)(SumsPerLogarithm * Line) < (uint)Line)
            {
                loss = S.Add(loss, S.Load(logarithms));
                logarithms += S.Lanes;
            }

            S.Store(group.Losses + i, loss);
        }
    }

    [MethodImpl(Hardware.Kernel)]
    private static void WriteProbabilities(in Group group, int count, T* probabilities, nint stride)
    {
        var (classes, distance) = (group.Classes, group.Samples);
        for (var i = 0; i < count; i += S.Lanes)
        {
            var sum = S.Load(group.Sums + i);
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
            var size = ((((2 * (nint)Classes) + 3) * sizeof(T)) + sizeof(int)) * Samples;
            Shifted = (T*)Scratch.Rent(size);
            Exponentials = Shifted + ((nint)Classes * Samples);
            Sums = Exponentials + ((nint)Classes * Samples);
            Losses = Sums + Samples;
            Logarithms = Losses + Samples;
            Labels = (int*)(Logarithms + Samples);
        }

        /// <summary>How many samples it holds, in whole cache lines; also the distance between two classes of a sample.</summary>
        internal int Samples { get; }

        internal int Classes { get; }

        internal T* Shifted { get; }

        internal T* Exponentials { get; }

        internal T* Sums { get; }

        internal T* Losses { get; }

        internal T* Logarithms { get; }

        /// <summary>Behind the last sample they are anything.</summary>
        internal int* Labels { get; }
    }
}
