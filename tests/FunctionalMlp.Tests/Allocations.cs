using Xunit;

namespace FunctionalMlp.Tests;

/// <summary>
/// What a warm call allocates on its thread. Tests that ask run by themselves, and warm is who has been compiled for good: until then the
/// runtime's own tables, such as that of generic virtual methods, may grow on any thread.
/// </summary>
[CollectionDefinition(nameof(Allocations), DisableParallelization = true)]
public sealed class Allocations
{
    private const int WarmUps = 2;

    // The runtime compiles anew when for a tenth of a second nothing was called for the first time.
    private static readonly TimeSpan Compilation = TimeSpan.FromMilliseconds(250);

    /// <summary>Fails if any of the calls allocates, after the same calls have warmed up.</summary>
    internal static void None(int calls, Action<int> call)
    {
        for (var round = 0; round < WarmUps; round++)
        {
            Run(calls, call);
            Thread.Sleep(Compilation);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(calls, call);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Run(int calls, Action<int> call)
    {
        for (var i = 0; i < calls; i++)
        {
            call(i);
        }
    }
}
