using System.Numerics;
using FunctionalMlp.Penalties;

namespace FunctionalMlp.Kernels;

/// <summary>Multiples of the magnitudes and squares of a layer's weights, with their gradient in the same pass. Many weights go block by block, which the threads share;
/// the blocks' values are added in order.</summary>
internal static unsafe class PenaltyKernel
{
    private const int BlockLength = 1 << 14;
    private const int MaxBlocks = 256;

    /// <summary>The penalty's value; its gradient is added to <paramref name="gradient"/>, unless that is empty.</summary>
    internal static T Run<T>(double lambda1, double lambda2, ReadOnlySpan<T> weights, Span<T> gradient, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var blocks = Math.Clamp(weights.Length / BlockLength, 1, MaxBlocks);
        if (blocks == 1)
        {
            return RunBlock(lambda1, lambda2, weights, gradient);
        }

        var values = stackalloc T[MaxBlocks];
        fixed (
            T* w = weights,
                g = gradient
        )
        {
            var job = new Job<T>
            {
                Lambda1 = lambda1,
                Lambda2 = lambda2,
                Weights = w,
                Gradient = g,
                Values = values,
                Length = weights.Length,
                Blocks = blocks,
            };
            WorkTeam.Run(WorkTeam.Threads(threads, weights.Length, BlockLength), blocks, &RunBlock<T>, &job);
        }

        var sum = T.Zero;
        for (var block = 0; block < blocks; block++)
        {
            sum += values[block];
        }

        return sum;
    }

    private static void RunBlock<T>(void* state, int block)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref var job = ref *(Job<T>*)state;
        var start = Division.Share(job.Length, block, job.Blocks);
        var length = Division.Share(job.Length, block + 1, job.Blocks) - start;
        var gradient = job.Gradient == null ? [] : new Span<T>(job.Gradient + start, length);
        job.Values[block] = RunBlock(
            job.Lambda1,
            job.Lambda2,
            new ReadOnlySpan<T>(job.Weights + start, length),
            gradient
        );
    }

    private static T RunBlock<T>(double lambda1, double lambda2, ReadOnlySpan<T> weights, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var sum = T.Zero;
        if (lambda1 > 0)
        {
            sum += Magnitudes.AddGradient(lambda1, weights, gradient);
        }

        if (lambda2 > 0)
        {
            sum += Squares.AddGradient(lambda2, weights, gradient);
        }

        return sum;
    }

    private struct Job<T>
        where T : unmanaged
    {
        internal double Lambda1;
        internal double Lambda2;
        internal T* Weights;
        internal T* Gradient;
        internal T* Values;
        internal int Length;
        internal int Blocks;
    }
}
