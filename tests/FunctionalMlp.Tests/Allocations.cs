using Xunit;

namespace FunctionalMlp.Tests;

/// <summary>What a warm call allocates on its thread.</summary>
internal static class Allocations
{
    private const int Rounds = 3;

    /// <summary>
    /// Fails if each of three rounds of calls allocates. One round may: the runtime keeps tables of its own, such as that of
    /// generic virtual methods, which grow when another test fills them.
    /// </summary>
    internal static void None(int calls, Action<int> call)
    {
        call(0);
        Assert.Equal(0, Enumerable.Range(0, Rounds).Min(_ => Bytes(calls, call)));
    }

    private static long Bytes(int calls, Action<int> call)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < calls; i++)
        {
            call(i);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
