using System.Numerics;
using System.Runtime.CompilerServices;

namespace FunctionalMlp.Kernels;

/// <summary>
/// Softmax and its cross-entropy over rows too short for a vector loop. They are transposed, class by class, so that a vector holds one
/// class of as many rows as it has lanes, and maximum, sum and logarithm are vectors too. Each row's sum is over its classes in order.
/// </summary>
internal static unsafe class ShortRows<T, V, S>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged
    where S : struct, ISimd<T, V>
{
    // What is transposed at once stays in the first-level cache.
    private const int GroupSize = 1024;

    internal static void Softmax(int rows, int classes, T* logits, T* probabilities)
    {
        var group = new Group(rows, classes);
        for (var row = 0; row < rows; row += group.Stride)
        {
            var count = Math.Min(group.Stride, rows - row);
            Exponentials(group, count, logits + (row * classes));
            WriteProbabilities(group, count, probabilities + (row * classes));
        }
    }

    /// <summary>The sum over the rows of −log ψ(z)_label and, unless it is null, scale · (ψ(z) − Δ) into <paramref name="gradient"/>, which may be the logits.</summary>
    internal static T CrossEntropy(int rows, int classes, T* logits, int* labels, T scale, T* gradient)
    {
        var group = new Group(rows, classes);
        var total = T.Zero;
        for (var row = 0; row < rows; row += group.Stride)
        {
            var count = Math.Min(group.Stride, rows - row);
            Exponentials(group, count, logits + (row * classes));
            Elementwise.Run<T, V, S, LogFunction>(group.Sums, group.Logs, group.Stride);
            total = AddLosses(group, count, labels + row, total);
            if (gradient != null)
            {
                WriteGradient(group, count, labels + row, scale, gradient + (row * classes));
            }
        }

        return total;
    }

    /// <summary>z − max z, exp(z − max z), and its sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Exponentials(in Group group, int count, T* logits)
    {
        var (classes, stride) = (group.Classes, group.Stride);
        for (var i = 0; i < count; i += S.Lanes)
        {
            // Behind the last row, a vector may hold anything.
            var rows = logits + (i * classes);
            if (count - i < S.Lanes)
            {
                new ReadOnlySpan<T>(rows, (count - i) * classes).CopyTo(new Span<T>(group.Last, S.Lanes * classes));
                rows = group.Last;
            }

            var shifted = group.Shifted + i;
            var maximum = S.Gather(rows, classes);
            S.Store(shifted, maximum);
            for (var k = 1; k < classes; k++)
            {
                // What becomes of NaN does not matter here: exp brings it back.
                var entries = S.Gather(rows + k, classes);
                S.Store(shifted + (k * stride), entries);
                maximum = S.Max(maximum, entries);
            }

            for (var k = 0; k < classes; k++)
            {
                S.Store(shifted + (k * stride), S.Subtract(S.Load(shifted + (k * stride)), maximum));
            }
        }

        Elementwise.Run<T, V, S, ExpFunction>(group.Shifted, group.Exponentials, classes * stride);
        for (var i = 0; i < count; i += S.Lanes)
        {
            var sum = S.Broadcast(T.Zero);
            for (var k = 0; k < classes; k++)
            {
                sum = S.Add(sum, S.Load(group.Exponentials + (k * stride) + i));
            }

            S.Store(group.Sums + i, sum);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T AddLosses(in Group group, int count, int* labels, T total)
    {
        nint stride = group.Stride;
        var logs = group.Logs;
        var shifted = group.Shifted;
        for (nint i = 0; i < count; i++)
        {
            total += logs[i] - shifted[(labels[i] * stride) + i];
        }

        return total;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WriteGradient(in Group group, int count, int* labels, T scale, T* gradient)
    {
        var (classes, stride) = (group.Classes, group.Stride);
        for (var i = 0; i < count; i += S.Lanes)
        {
            var isWhole = count - i >= S.Lanes;
            var rows = isWhole ? gradient + (i * classes) : group.Last;
            var factor = S.Divide(S.Broadcast(scale), S.Load(group.Sums + i));
            for (var k = 0; k < classes; k++)
            {
                S.Scatter(rows + k, S.Multiply(S.Load(group.Exponentials + (k * stride) + i), factor), classes);
            }

            if (!isWhole)
            {
                var entries = (count - i) * classes;
                new ReadOnlySpan<T>(group.Last, entries).CopyTo(new Span<T>(gradient + (i * classes), entries));
            }
        }

        for (nint i = 0; i < count; i++)
        {
            gradient[(i * classes) + labels[i]] -= scale;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WriteProbabilities(in Group group, int count, T* probabilities)
    {
        var (classes, stride) = (group.Classes, group.Stride);
        for (var i = 0; i < count; i++)
        {
            for (var k = 0; k < classes; k++)
            {
                probabilities[(i * classes) + k] = group.Exponentials[(k * stride) + i] / group.Sums[i];
            }
        }
    }

    /// <summary>Memory for a group of rows: the thread's own, so valid until another kernel asks for it.</summary>
    private readonly struct Group
    {
        internal Group(int rows, int classes)
        {
            var most = Math.Min(rows, Math.Max(1, GroupSize / classes));
            Stride = (most + S.Lanes - 1) / S.Lanes * S.Lanes;
            Classes = classes;
            Shifted = (T*)Scratch.Rent(((2 * Stride * (classes + 1)) + (S.Lanes * classes)) * sizeof(T));
            Exponentials = Shifted + (classes * Stride);
            Sums = Exponentials + (classes * Stride);
            Logs = Sums + Stride;
            Last = Logs + Stride;
        }

        internal int Classes { get; }

        /// <summary>How many rows it holds, the distance between two classes of one row.</summary>
        internal int Stride { get; }

        internal T* Shifted { get; }

        internal T* Exponentials { get; }

        internal T* Sums { get; }

        internal T* Logs { get; }

        /// <summary>Room for a vector's rows, row by row.</summary>
        internal T* Last { get; }
    }
}
