using Xunit;

namespace FunctionalMlp.Tests;

/// <summary>
/// What a warm call allocates on its thread. Tests that ask run by themselves: the runtime keeps tables of its own, such as that of
/// generic virtual methods, which may grow on any thread while others fill them.
/// </summary>
[CollectionDefinition(nameof(Allocations), DisableParallelization = true)]
public sealed class Allocations
{
    /// <summary>Fails if any of the calls, after a first one, allocates.</summary>
    internal static void None(int calls, Action<int> call)
    {
        call(0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < calls; i++)
        {
            call(i);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
