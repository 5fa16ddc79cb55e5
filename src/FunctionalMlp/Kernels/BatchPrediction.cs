using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace FunctionalMlp.Kernels;

/// <summary>A network's outputs for many samples, group by group.</summary>
internal static unsafe class BatchPrediction
{
    private const int RowsAtOnce = 256;

    /// <summary>The network's outputs, N×K, equations (10) to (13); false if an input is not finite.</summary>
    internal static bool Outputs<T>(
        Network network,
        ReadOnlySpan<T> parameters,
        int samples,
        ReadOnlySpan<T> inputs,
        Span<T> outputs
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // So many rows at once that what lies between the layers stays in the second-level cache, and that a copy of the weights is worth it. Each group
        // is one thread's, unless there are too few.
        var processors = Environment.ProcessorCount;
        var groups = Division.Up(samples, RowsAtOnce);
        var isShared = groups >= 2 * processors;
        groups = isShared ? Division.Up(groups, processors) * processors : groups;
        fixed (
            T* θ = parameters,
                x = inputs,
                z = outputs
        )
        {
            var job = new Job<T>(network, θ, samples, x, z, groups, isShared ? 1 : 0);
            WorkTeam.Run(isShared ? processors : 1, groups, &RunGroup<T>, Unsafe.AsPointer(ref job));
            return job.IsFinite;
        }
    }

    private static void RunGroup<T>(void* state, int group)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref var job = ref Unsafe.AsRef<Job<T>>(state);
        var (network, start) = (job.Network, Division.Share(job.Samples, group, job.Groups));
        var rows = Division.Share(job.Samples, group + 1, job.Groups) - start;
        var first = job.Inputs + ((nint)start * network.InputWidth);
        if (!TensorPrimitives.IsFiniteAll(new ReadOnlySpan<T>(first, rows * network.InputWidth)))
        {
            job.IsFinite = false;
            return;
        }

        var workspace = Workspace<T>.OfThread(network, rows, job.Threads);
        var outputs = new Span<T>(job.Outputs + ((nint)start * network.OutputWidth), rows * network.OutputWidth);
        var layers = Backpropagation.Forward(
            network,
            job.Parameters,
            Backpropagation.Turned(first, rows, network.InputWidth, workspace),
            workspace,
            null
        );
        if (layers.IsEmpty)
        {
            new ReadOnlySpan<T>(first, outputs.Length).CopyTo(outputs);
        }
        else
        {
            layers[^1]
                .A.CopyTo(
                    Features<T>.Rows(job.Outputs + ((nint)start * network.OutputWidth), rows, network.OutputWidth)
                );
        }

        GC.KeepAlive(workspace);
    }

    private struct Job<T>(Network network, T* parameters, int samples, T* inputs, T* outputs, int groups, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        internal readonly Network Network = network;
        internal readonly T* Parameters = parameters;
        internal readonly int Samples = samples;
        internal readonly T* Inputs = inputs;
        internal readonly T* Outputs = outputs;
        internal readonly int Groups = groups;

        /// <summary>For the products within a group; 0 for all processors.</summary>
        internal readonly int Threads = threads;
        internal bool IsFinite = true;
    }
}
