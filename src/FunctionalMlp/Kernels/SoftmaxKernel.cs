using System.Diagnostics;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace FunctionalMlp.Kernels;

/// <summary>
/// Softmax and its cross-entropy over the rows of logits, shifted by each row's maximum. Long rows go in groups that
/// stay in the first-level cache, for exp and log are fastest over many numbers at once; short ones as <see cref="ShortRows{T,V,S}"/>.
/// </summary>
internal static unsafe class SoftmaxKernel
{
    private const int GroupSize = 1024;

    // Below this, a row is too short for a vector loop to pay.
    private const int ShortRow = 16;

    internal static void Softmax<T>(int rows, int classes, ReadOnlySpan<T> logits, Span<T> probabilities, int width = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Debug.Assert(logits.Length == rows * classes && probabilities.Length == rows * classes);
        if (classes < ShortRow)
        {
            fixed (
                T* from = logits,
                    to = probabilities
            )
            {
                switch (width > 0 ? width : Hardware.Width)
                {
                    case 512:
                        ShortRows<T, Vector512<T>, Simd512<T>>.Softmax(rows, classes, from, to);
                        break;
                    case 256:
                        ShortRows<T, Vector256<T>, Simd256<T>>.Softmax(rows, classes, from, to);
                        break;
                    default:
                        ShortRows<T, Vector128<T>, Simd128<T>>.Softmax(rows, classes, from, to);
                        break;
                }
            }

            return;
        }

        var scratch = new Group<T>(classes);
        for (var row = 0; row < rows; row += scratch.Rows)
        {
            var count = Math.Min(scratch.Rows, rows - row);
            var exponentials = probabilities.Slice(row * classes, count * classes);
            scratch.Exponentials(count, logits.Slice(row * classes, count * classes), exponentials);
            for (var i = 0; i < count; i++)
            {
                var entries = exponentials.Slice(i * classes, classes);
                TensorPrimitives.Divide(entries, scratch.Sums[i], entries);
            }
        }
    }

    /// <summary>The sum over the rows of the loss of a sample, section 2.1.</summary>
    internal static T CrossEntropy<T>(
        int rows,
        int classes,
        ReadOnlySpan<T> logits,
        ReadOnlySpan<int> labels,
        int width = 0
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        CrossEntropy(rows, classes, logits, labels, T.Zero, [], width);

    /// <summary>
    /// The same and, unless it is empty, its gradient times the scale, equation (16), into <paramref name="gradient"/>, which may be the span of the logits.
    /// </summary>
    internal static T CrossEntropy<T>(
        int rows,
        int classes,
        ReadOnlySpan<T> logits,
        ReadOnlySpan<int> labels,
        T scale,
        Span<T> gradient,
        int width = 0
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Debug.Assert(logits.Length == rows * classes && labels.Length == rows);
        Debug.Assert(gradient.IsEmpty || gradient.Length == rows * classes);
        if (classes >= ShortRow)
        {
            return LongRows(rows, classes, logits, labels, scale, gradient);
        }

        fixed (
            T* from = logits,
                to = gradient
        )
        fixed (int* label = labels)
        {
            return (width > 0 ? width : Hardware.Width) switch
            {
                512 => ShortRows<T, Vector512<T>, Simd512<T>>.CrossEntropy(rows, classes, from, label, scale, to),
                256 => ShortRows<T, Vector256<T>, Simd256<T>>.CrossEntropy(rows, classes, from, label, scale, to),
                _ => ShortRows<T, Vector128<T>, Simd128<T>>.CrossEntropy(rows, classes, from, label, scale, to),
            };
        }
    }

    private static T LongRows<T>(
        int rows,
        int classes,
        ReadOnlySpan<T> logits,
        ReadOnlySpan<int> labels,
        T scale,
        Span<T> gradient
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var scratch = new Group<T>(classes);
        var total = T.Zero;
        for (var row = 0; row < rows; row += scratch.Rows)
        {
            var count = Math.Min(scratch.Rows, rows - row);
            var group = logits.Slice(row * classes, count * classes);
            var groupLabels = labels.Slice(row, count);
            var exponentials = scratch.Entries[..(count * classes)];
            scratch.Exponentials(count, group, exponentials);
            total = scratch.AddLosses(count, group, groupLabels, total);
            for (var i = 0; i < count && !gradient.IsEmpty; i++)
            {
                var entries = gradient.Slice((row + i) * classes, classes);
                TensorPrimitives.Multiply(exponentials.Slice(i * classes, classes), scale / scratch.Sums[i], entries);
                entries[groupLabels[i]] -= scale;
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
        internal void Exponentials(int rows, ReadOnlySpan<T> logits, Span<T> exponentials)
        {
            var classes = logits.Length / rows;
            for (var i = 0; i < rows; i++)
            {
                var row = logits.Slice(i * classes, classes);
                _maxima[i] = TensorPrimitives.Max(row);
                TensorPrimitives.Subtract(row, _maxima[i], exponentials.Slice(i * classes, classes));
            }

            Exponential.Exp(exponentials, exponentials);
            for (var i = 0; i < rows; i++)
            {
                Sums[i] = Reductions.Sum<T>(exponentials.Slice(i * classes, classes));
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
    }
}
