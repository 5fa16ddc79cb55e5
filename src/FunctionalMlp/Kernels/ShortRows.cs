using System.Numerics;
using System.Runtime.CompilerServices;

namespace FunctionalMlp.Kernels;

/// <summary>
/// Softmax and its cross-entropy over rows too short for a vector loop: a vector holds one class of as many rows as it has lanes, so
/// that maximum, sum and logarithm are vectors too. Each row's sum is over its classes in order.
/// </summary>
internal static unsafe class ShortRows<T, V, S>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged
    where S : struct, ISimd<T, V>
{
    internal static void Softmax(int rows, int classes, T* logits, T* probabilities)
    {
        var scratch = new Block(classes);
        for (var row = 0; row < rows; row += S.Lanes)
        {
            var count = Math.Min(S.Lanes, rows - row);
            Softmax(classes, scratch.Whole(count, logits + (row * classes)), scratch);
            scratch.Write(count, probabilities + (row * classes));
        }
    }

    /// <summary>The sum over the rows of −log ψ(z)_label and, unless it is null, scale · (ψ(z) − Δ) into <paramref name="gradient"/>, which may be the logits.</summary>
    internal static T CrossEntropy(int rows, int classes, T* logits, int* labels, T scale, T* gradient)
    {
        var scratch = new Block(classes);
        var total = T.Zero;
        for (var row = 0; row < rows; row += S.Lanes)
        {
            var count = Math.Min(S.Lanes, rows - row);
            var from = logits + (row * classes);
            Losses(classes, scratch.Whole(count, from), scratch, scale);
            for (var i = 0; i < count; i++)
            {
                total += scratch.Logs[i] + (scratch.Maxima[i] - from[(i * classes) + labels[row + i]]);
            }

            if (gradient != null)
            {
                var to = gradient + (row * classes);
                scratch.Write(count, to);
                for (var i = 0; i < count; i++)
                {
                    to[(i * classes) + labels[row + i]] -= scale;
                }
            }
        }

        return total;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Softmax(int classes, T* logits, in Block scratch)
    {
        var sum = Exponentials(classes, logits, scratch);
        for (var k = 0; k < classes; k++)
        {
            var entries = scratch.Entries + (k * S.Lanes);
            S.Store(entries, S.Divide(S.Load(entries), sum));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Losses(int classes, T* logits, in Block scratch, T scale)
    {
        var sum = Exponentials(classes, logits, scratch);
        S.Store(scratch.Logs, LogFunction.Apply<T, V, S>(sum));
        var factor = S.Divide(S.Broadcast(scale), sum);
        for (var k = 0; k < classes; k++)
        {
            var entries = scratch.Entries + (k * S.Lanes);
            S.Store(entries, S.Multiply(S.Load(entries), factor));
        }
    }

    /// <summary>exp(z − max z), class by class, and its sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Exponentials(int classes, T* logits, in Block scratch)
    {
        var maximum = S.Gather(logits, classes);
        S.Store(scratch.Entries, maximum);
        for (var k = 1; k < classes; k++)
        {
            // What becomes of NaN does not matter here: exp brings it back.
            var entries = S.Gather(logits + k, classes);
            S.Store(scratch.Entries + (k * S.Lanes), entries);
            maximum = S.Select(S.LessThan(maximum, entries), entries, maximum);
        }

        S.Store(scratch.Maxima, maximum);
        var sum = S.Broadcast(T.Zero);
        for (var k = 0; k < classes; k++)
        {
            var entries = scratch.Entries + (k * S.Lanes);
            var exponential = ExpFunction.Apply<T, V, S>(S.Subtract(S.Load(entries), maximum));
            S.Store(entries, exponential);
            sum = S.Add(sum, exponential);
        }

        return sum;
    }

    /// <summary>Memory for as many rows as a vector has lanes: the thread's own, so valid until another kernel asks for it.</summary>
    private readonly struct Block
    {
        private readonly int _classes;
        private readonly T* _rows;

        internal Block(int classes)
        {
            _classes = classes;
            Entries = (T*)Scratch.Rent(2 * (classes + 1) * S.Lanes * sizeof(T));
            Logs = Entries + (classes * S.Lanes);
            Maxima = Logs + S.Lanes;
            _rows = Maxima + S.Lanes;
        }

        /// <summary>Class by class.</summary>
        internal T* Entries { get; }

        internal T* Logs { get; }

        internal T* Maxima { get; }

        /// <summary>The rows themselves or, if they are too few to fill a vector, a copy that holds anything behind them.</summary>
        internal T* Whole(int count, T* rows)
        {
            if (count == S.Lanes)
            {
                return rows;
            }

            new ReadOnlySpan<T>(rows, count * _classes).CopyTo(new Span<T>(_rows, count * _classes));
            return _rows;
        }

        /// <summary>The entries of the first rows, row by row.</summary>
        internal void Write(int count, T* rows)
        {
            var to = count == S.Lanes ? rows : _rows;
            for (var k = 0; k < _classes; k++)
            {
                S.Scatter(to + k, S.Load(Entries + (k * S.Lanes)), _classes);
            }

            if (count < S.Lanes)
            {
                new ReadOnlySpan<T>(_rows, count * _classes).CopyTo(new Span<T>(rows, count * _classes));
            }
        }
    }
}
