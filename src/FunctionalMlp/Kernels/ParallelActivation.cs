using System.Numerics;
using System.Runtime.CompilerServices;

namespace FunctionalMlp.Kernels;

/// <summary>An activation or its pullback over many elements, shared among the threads.</summary>
internal static unsafe class ParallelActivation
{
    private const int BlockLength = 1 << 14;
    private const int MinimumLengthPerThread = 1 << 15;

    /// <summary>φ of each element; both may be the same span.</summary>
    internal static void Apply<T>(Activation activation, ReadOnlySpan<T> z, Span<T> a, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (
            T* pz = z,
                pa = a
        )
        {
            Run(new Job<T>(activation, pz, pa, null, z.Length), &ApplyBlock<T>, threads);
        }
    }

    /// <summary>Multiplies the cotangent by the slope, element by element.</summary>
    internal static void Pullback<T>(
        Activation activation,
        ReadOnlySpan<T> z,
        ReadOnlySpan<T> a,
        Span<T> cotangent,
        int threads
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (
            T* pz = z,
                pa = a,
                pc = cotangent
        )
        {
            Run(new Job<T>(activation, pz, pa, pc, z.Length), &PullbackBlock<T>, threads);
        }
    }

    private static void Run<T>(Job<T> job, delegate* <void*, int, void> block, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        WorkTeam.Run(
            WorkTeam.Threads(threads, job.Length, MinimumLengthPerThread),
            (job.Length + BlockLength - 1) / BlockLength,
            block,
            Unsafe.AsPointer(ref job)
        );

    private static void ApplyBlock<T>(void* state, int block)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref var job = ref Unsafe.AsRef<Job<T>>(state);
        job.Activation.Apply(job.Block(job.Z, block), job.Block(job.A, block));
    }

    private static void PullbackBlock<T>(void* state, int block)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref var job = ref Unsafe.AsRef<Job<T>>(state);
        var cotangent = job.Block(job.Cotangent, block);
        job.Activation.Pullback(job.Block(job.Z, block), job.Block(job.A, block), cotangent, cotangent);
    }

    private readonly struct Job<T>(Activation activation, T* z, T* a, T* cotangent, int length)
        where T : unmanaged
    {
        internal readonly Activation Activation = activation;
        internal readonly T* Z = z;
        internal readonly T* A = a;
        internal readonly T* Cotangent = cotangent;
        internal readonly int Length = length;

        internal Span<T> Block(T* all, int block) =>
            new(all + (block * BlockLength), Math.Min(BlockLength, Length - (block * BlockLength)));
    }
}
