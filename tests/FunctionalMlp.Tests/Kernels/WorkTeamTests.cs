using FunctionalMlp.Kernels;
using Xunit;

namespace FunctionalMlp.Tests.Kernels;

public sealed unsafe class WorkTeamTests
{
    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 100)]
    [InlineData(7, 3)]
    [InlineData(5, 6)]
    [InlineData(16, 1000)]
    [InlineData(4, 0)]
    public void Each_item_is_done_once(int threads, int count)
    {
        for (var round = 0; round < 50; round++)
        {
            var done = new int[count + 1];
            fixed (int* counts = done)
            {
                WorkTeam.Run(threads, count, &CountItem, counts);
            }

            Assert.All(done[..count], times => Assert.Equal(1, times));
            Assert.Equal(0, done[count]);
        }
    }

    /// <summary>Between two jobs the helpers fall asleep, or are about to.</summary>
    [Fact]
    public void Helpers_that_sleep_are_woken_or_not_waited_for()
    {
        for (var pause = 0; pause < 100; pause++)
        {
            Thread.Sleep(TimeSpan.FromMicroseconds(10 * pause));
            Each_item_is_done_once(4, 4);
        }
    }

    [Fact]
    public void Several_callers_at_once_all_get_their_work_done() =>
        Parallel.For(
            0,
            200,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            _ =>
            {
                var done = new int[50];
                fixed (int* counts = done)
                {
                    WorkTeam.Run(4, done.Length, &CountItem, counts);
                }

                Assert.All(done, times => Assert.Equal(1, times));
            }
        );

    [Fact]
    public void An_exception_reaches_the_caller_and_the_team_works_on()
    {
        Assert.Throws<InvalidOperationException>(static () => WorkTeam.Run(4, 100, &Fail, null));
        Each_item_is_done_once(4, 100);
    }

    [Fact]
    public void A_warm_call_allocates_nothing()
    {
        var done = new int[64];
        fixed (int* counts = done)
        {
            WorkTeam.Run(2, done.Length, &CountItem, counts);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var round = 0; round < 1000; round++)
            {
                WorkTeam.Run(2, done.Length, &CountItem, counts);
            }

            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    private static void CountItem(void* counts, int item) => Interlocked.Increment(ref ((int*)counts)[item]);

    private static void Fail(void* unused, int item)
    {
        if (item == 37)
        {
            throw new InvalidOperationException();
        }
    }
}
