using System.Diagnostics;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FunctionalMlp.Kernels;

/// <summary>
/// Softmax and its cross-entropy over the rows of logits, shifted by each row's maximum. Rows go in groups that stay in the
/// first-level cache, for exp and log are fastest over many numbers at once.
/// </summary>
internal static unsafe class SoftmaxKernel
{
    private const int GroupSize = 1024;

    // Below this, a row is too short for a vector loop to pay.
    private const int ShortRow = 16;

    internal static void Softmax<T>(int rows, int classes, ReadOnlySpan<T> logits, Span<T> probabilities)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Debug.Assert(logits.Length == rows * classes && probabilities.Length == rows * classes);
        var scratch = new Group<T>(classes);
        for (var row = 0; row < rows; row += scratch.Rows)
        {
            var count = Math.Min(scratch.Rows, rows - row);
            var exponentials = probabilities.Slice(row * classes, count * classes);
            scratch.Exponentials(count, logits.Slice(row * classes, count * classes), exponentials);
            for (var i = 0; i < count; i++)
            {
                var entries = exponentials.Slice(i * classes, classes);
                var sum = scratch.Sums[i];
                for (var j = 0; j < entries.Length; j++)
                {
                    entries[j] /= sum;
                }
            }
        }
    }

    /// <summary>The sum over the rows of the loss of a sample, section 2.1.</summary>
    internal static T CrossEntropy<T>(int rows, int classes, ReadOnlySpan<T> logits, ReadOnlySpan<int> labels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Debug.Assert(logits.Length == rows * classes && labels.Length == rows);
        var scratch = new Group<T>(classes);
        var total = T.Zero;
        for (var row = 0; row < rows; row += scratch.Rows)
        {
            var count = Math.Min(scratch.Rows, rows - row);
            var group = logits.Slice(row * classes, count * classes);
            scratch.Exponentials(count, group, scratch.Entries[..(count * classes)]);
            total = scratch.AddLosses(count, group, labels.Slice(row, count), total);
        }

        return total;
    }

    /// <summary>The same, and its gradient, equation (16), times the scale into <paramref name="gradient"/>, which may be the span of the logits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static T CrossEntropy<T>(
        int rows,
        int classes,
        ReadOnlySpan<T> logits,
        ReadOnlySpan<int> labels,
        T scale,
        Span<T> gradient
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Debug.Assert(logits.Length == rows * classes && labels.Length == rows && gradient.Length == rows * classes);
        var scratch = new Group<T>(classes);
        var total = T.Zero;
        for (var row = 0; row < rows; row += scratch.Rows)
        {
            var count = Math.Min(scratch.Rows, rows - row);
            var group = logits.Slice(row * classes, count * classes);
            var entries = gradient.Slice(row * classes, count * classes);
            var groupLabels = labels.Slice(row, count);
            scratch.Exponentials(count, group, scratch.Entries[..(count * classes)]);
            total = scratch.AddLosses(count, group, groupLabels, total);
            fixed (
                T* from = scratch.Entries,
                    to = entries
            )
            {
                for (var i = 0; i < count; i++)
                {
                    var factor = scale / scratch.Sums[i];
                    var start = i * classes;
                    for (var j = 0; j < classes; j++)
                    {
                        to[start + j] = from[start + j] * factor;
                    }

                    to[start + groupLabels[i]] -= scale;
                }
            }
        }

        return total;
    }

    /// <summary>Memory for a group of rows: the thread's own, so valid until another kernel asks for it.</summary>
    private readonly ref struct Group<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Span<T> _logs;
        private readonly Span<T> _maxima;

        internal Group(int classes)
        {
            Rows = Math.Max(1, GroupSize / classes);
            var size = Rows * classes;
            var memory = new Span<T>(Scratch.Rent((nint)((3 * Rows) + size) * sizeof(T)), (3 * Rows) + size);
            Sums = memory[..Rows];
            _logs = memory.Slice(Rows, Rows);
            _maxima = memory.Slice(2 * Rows, Rows);
            Entries = memory[(3 * Rows)..];
        }

        internal int Rows { get; }

        internal Span<T> Sums { get; }

        internal Span<T> Entries { get; }

        /// <summary>exp of the logits less the largest of their row, with the sums of the rows.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        internal void Exponentials(int rows, ReadOnlySpan<T> logits, Span<T> exponentials)
        {
            var classes = logits.Length / rows;
            fixed (
                T* row = logits,
                    shifted = exponentials,
                    maxima = _maxima,
                    sums = Sums
            )
            {
                for (var i = 0; i < rows; i++)
                {
                    maxima[i] = Shift(classes, row + (i * classes), shifted + (i * classes));
                }

                Exponential.Exp(exponentials, exponentials);
                for (var i = 0; i < rows; i++)
                {
                    sums[i] = Reductions.Sum(classes, shifted + (i * classes));
                }
            }
        }

        /// <summary>Adds the losses to a total, row after row.</summary>
        internal T AddLosses(int rows, ReadOnlySpan<T> logits, ReadOnlySpan<int> labels, T total)
        {
            var classes = logits.Length / rows;
            Exponential.Log<T>(Sums[..rows], _logs[..rows]);
            for (var i = 0; i < rows; i++)
            {
                total += _logs[i] + (_maxima[i] - logits[(i * classes) + labels[i]]);
            }

            return total;
        }

        private static T Shift(int classes, T* row, T* shifted)
        {
            if (classes >= ShortRow)
            {
                var largest = TensorPrimitives.Max(new ReadOnlySpan<T>(row, classes));
                TensorPrimitives.Subtract(new ReadOnlySpan<T>(row, classes), largest, new Span<T>(shifted, classes));
                return largest;
            }

            var maximum = row[0];
            for (var j = 1; j < classes; j++)
            {
                maximum = Larger(maximum, row[j]);
            }

            for (var j = 0; j < classes; j++)
            {
                shifted[j] = row[j] - maximum;
            }

            return maximum;
        }

        // One instruction; what it makes of NaN and of −0 does not matter here: exp brings the NaN back.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static T Larger(T a, T b) =>
            Vector128.MaxNative(Vector128.CreateScalarUnsafe(a), Vector128.CreateScalarUnsafe(b)).ToScalar();
    }
}
