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
        for (var row = 0; row < rows; row += group.Rows)
        {
            var count = Math.Min(group.Rows, rows - row);
            Exponentials(group, count, logits + (row * classes));
            WriteProbabilities(group, count, probabilities + (row * classes));
        }
    }

    /// <summary>The sum over the rows of the loss of a sample, section 2.1, and, unless it is null, its gradient times the scale, equation (16), into <paramref name="gradient"/>, which may be the logits.</summary>
    internal static T CrossEntropy(int rows, int classes, T* logits, int* labels, T scale, T* gradient)
    {
        var group = new Group(rows, classes);
        var total = T.Zero;
        for (var row = 0; row < rows; row += group.Rows)
        {
            var count = Math.Min(group.Rows, rows - row);
            new ReadOnlySpan<int>(labels + row, count).CopyTo(new Span<int>(group.Labels, count));
            Exponentials(group, count, logits + (row * classes));
            Elementwise.Run<T, V, S, LogFunction>(group.Sums, group.Losses, group.Rows);
            WriteGradient(group, count, scale, gradient == null ? null : gradient + (row * classes));
            total = AddLosses(group, count, total);
        }

        return total;
    }

    /// <summary>The logits less the largest of their row, exp of that, and its sums.</summary>
    [MethodImpl(Hardware.Kernel)]
    private static void Exponentials(in Group group, int count, T* logits)
    {
        var (classes, distance) = (group.Classes, group.Rows);
        for (var i = 0; i < count; i += S.Lanes)
        {
            var rows = logits + (i * classes);
            var shifted = group.Shifted + i;
            var maximum = S.Gather(rows, classes, count - i);
            S.Store(shifted, maximum);
            for (var k = 1; k < classes; k++)
            {
                // What becomes of NaN does not matter here: exp brings it back.
                var entries = S.Gather(rows + k, classes, count - i);
                S.Store(shifted + (k * distance), entries);
                maximum = S.Max(maximum, entries);
            }

            for (var k = 0; k < classes; k++)
            {
                S.Store(shifted + (k * distance), S.Subtract(S.Load(shifted + (k * distance)), maximum));
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

    /// <summary>Turns the logarithms of the sums into losses; and the gradient.</summary>
    [MethodImpl(Hardware.Kernel)]
    private static void WriteGradient(in Group group, int count, T scale, T* gradient)
    {
        var (classes, distance) = (group.Classes, group.Rows);
        for (var i = 0; i < count; i += S.Lanes)
        {
            var labels = S.FromIntegers(group.Labels + i);
            var factor = S.Divide(S.Broadcast(scale), S.Load(group.Sums + i));
            var own = S.Broadcast(T.Zero);
            var number = S.Broadcast(T.Zero);
            for (var k = 0; k < classes; k++)
            {
                var isOwn = S.AreEqual(labels, number);
                number = S.Add(number, S.Broadcast(T.One));
                own = S.Select(isOwn, S.Load(group.Shifted + (k * distance) + i), own);
                if (gradient != null)
                {
                    var slope = S.Multiply(S.Load(group.Exponentials + (k * distance) + i), factor);
                    slope = S.Select(isOwn, S.Subtract(slope, S.Broadcast(scale)), slope);
                    S.Scatter(gradient + (i * classes) + k, slope, classes, count - i);
                }
            }

            S.Store(group.Losses + i, S.Subtract(S.Load(group.Losses + i), own));
        }
    }

    [MethodImpl(Hardware.Kernel)]
    private static T AddLosses(in Group group, int count, T total)
    {
        var losses = group.Losses;
        for (nint i = 0; i < count; i++)
        {
            total += losses[i];
        }

        return total;
    }

    [MethodImpl(Hardware.Kernel)]
    private static void WriteProbabilities(in Group group, int count, T* probabilities)
    {
        var (classes, distance) = (group.Classes, group.Rows);
        for (var i = 0; i < count; i += S.Lanes)
        {
            var sum = S.Load(group.Sums + i);
            for (var k = 0; k < classes; k++)
            {
                var entries = S.Load(group.Exponentials + (k * distance) + i);
                S.Scatter(probabilities + (i * classes) + k, S.Divide(entries, sum), classes, count - i);
            }
        }
    }

    /// <summary>Memory for a group of rows: the thread's own, so valid until another kernel asks for it.</summary>
    private readonly struct Group
    {
        internal Group(int rows, int classes)
        {
            var most = Math.Min(rows, Math.Max(1, GroupSize / classes));
            Rows = (most + S.Lanes - 1) / S.Lanes * S.Lanes;
            Classes = classes;
            var size = ((2 * Rows * (classes + 1)) * sizeof(T)) + (Rows * sizeof(int));
            Shifted = (T*)Scratch.Rent(size);
            Exponentials = Shifted + (classes * Rows);
            Sums = Exponentials + (classes * Rows);
            Losses = Sums + Rows;
            Labels = (int*)(Losses + Rows);
        }

        /// <summary>How many rows it holds, in whole vectors; also the distance between two classes of a row.</summary>
        internal int Rows { get; }

        internal int Classes { get; }

        internal T* Shifted { get; }

        internal T* Exponentials { get; }

        internal T* Sums { get; }

        internal T* Losses { get; }

        /// <summary>Behind the last row they are anything.</summary>
        internal int* Labels { get; }
    }
}
