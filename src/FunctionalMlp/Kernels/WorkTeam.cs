using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace FunctionalMlp.Kernels;

/// <summary>
/// Threads that stay and help whoever asks. A helper spins for a moment after its work, in case more comes, then sleeps.
/// The caller works too and never waits for a helper that has not begun; a caller that finds the team busy works alone.
/// </summary>
/// <remarks>
/// A job's first items are given: to the caller item 0, to each helper one from the last item back. What lies between is taken, by the caller from the front, by the
/// helpers from behind. So in calls over the same data, each finds most of it in its own cache again; and where there are no more items than threads, a job costs
/// each helper one message there and one back.
/// </remarks>
internal static unsafe class WorkTeam
{
    private const int MaxHelpers = 255;

    // Some tens of microseconds: two blocks of equal size end no further apart, unless a thread was interrupted.
    private const int AwakeTurns = 1000;

    // Longer than the gap between two products of a training step, shorter than anybody else would notice.
    private static readonly long SpinTicks = Stopwatch.Frequency / 20_000;

    private static readonly Lock Hiring = new();
    private static readonly Mailbox* Boxes = CreateBoxes();
    private static readonly SemaphoreSlim[] Alarms = new SemaphoreSlim[MaxHelpers];
    private static int _helpers;
    private static ExceptionDispatchInfo? _failure;
    private static Shared _shared;

    /// <summary>How many threads some work is worth, of the given number at most (0: of all processors).</summary>
    internal static int Threads(int most, long work, long minimumPerThread) =>
        (int)Math.Clamp(work / minimumPerThread, 1, most > 0 ? most : Environment.ProcessorCount);

    /// <summary>Calls work(argument, i) once for each i below <paramref name="count"/>, on at most so many threads.</summary>
    internal static void Run(int threads, int count, delegate* <void*, int, void> work, void* argument)
    {
        if (threads <= 1 || count <= 1 || Interlocked.CompareExchange(ref _shared.Busy, 1, 0) != 0)
        {
            for (var item = 0; item < count; item++)
            {
                work(argument, item);
            }

            return;
        }

        try
        {
            var helpers = Math.Min(Math.Min(threads, count) - 1, MaxHelpers);
            var job = new Job(work, argument, count, helpers);
            _failure = null;
            if (job.Between > 0)
            {
                (_shared.Taken, _shared.TakenByHelpers) = (0, 0);
            }

            Hire(helpers);
            Post(job);
            TakeItems(job, 0, isCaller: true);
            TakeBack(job);
            WaitForHelpers(helpers);
            _failure?.Throw();
        }
        finally
        {
            Volatile.Write(ref _shared.Busy, 0);
        }
    }

    private static void Post(in Job job)
    {
        for (var helper = 0; helper < job.Helpers; helper++)
        {
            Boxes[helper].Job = job;
            if ((State)Interlocked.Exchange(ref Boxes[helper].State, (int)State.Posted) == State.Asleep)
            {
                Alarms[helper].Release();
            }
        }
    }

    private static void TakeItems(in Job job, int first, bool isCaller)
    {
        try
        {
            job.Work(job.Argument, first);
            for (var own = 1; job.Between > 0 && Interlocked.Increment(ref _shared.Taken) <= job.Between; own++)
            {
                var last = job.Between + 1;
                job.Work(job.Argument, isCaller ? own : last - Interlocked.Increment(ref _shared.TakenByHelpers));
            }
        }
        catch (Exception exception)
        {
            _failure = ExceptionDispatchInfo.Capture(exception);
            Volatile.Write(ref _shared.Taken, job.Between);
        }
    }

    /// <summary>Does what helpers have not begun.</summary>
    private static void TakeBack(in Job job)
    {
        for (var helper = 0; helper < job.Helpers; helper++)
        {
            if (TryMove(helper, State.Posted, State.Idle))
            {
                TakeItems(job, job.FirstOf(helper), isCaller: true);
            }
        }
    }

    /// <summary>Helpers that have begun an item are nearly done with it: awake at first, so that the end is seen at once.</summary>
    private static void WaitForHelpers(int helpers)
    {
        var wait = new SpinWait();
        for (int helper = 0, turn = 0; helper < helpers; )
        {
            if (Volatile.Read(ref Boxes[helper].State) != (int)State.Running)
            {
                helper++;
            }
            else if (turn++ < AwakeTurns)
            {
                Pause();
            }
            else
            {
                wait.SpinOnce(sleep1Threshold: -1);
            }
        }
    }

    private static void Hire(int wanted)
    {
        if (Volatile.Read(ref _helpers) >= wanted)
        {
            return;
        }

        lock (Hiring)
        {
            for (; _helpers < wanted; _helpers++)
            {
                var helper = _helpers;
                Alarms[helper] = new SemaphoreSlim(0);
                new Thread(() => Help(helper)) { IsBackground = true, Name = nameof(FunctionalMlp) }.Start();
            }
        }
    }

    private static void Help(int helper)
    {
        while (true)
        {
            if (TryMove(helper, State.Posted, State.Running))
            {
                var job = Boxes[helper].Job;
                TakeItems(job, job.FirstOf(helper), isCaller: false);
                Volatile.Write(ref Boxes[helper].State, (int)State.Idle);
            }

            if (!Spin(ref Boxes[helper].State) && TryMove(helper, State.Idle, State.Asleep))
            {
                Alarms[helper].Wait();
            }
        }
    }

    /// <summary>Whether a new job came within the time that is worth waiting awake.</summary>
    private static bool Spin(ref int state)
    {
        var end = Stopwatch.GetTimestamp() + SpinTicks;
        do
        {
            for (var turn = 0; turn < 64; turn++)
            {
                if (Volatile.Read(ref state) == (int)State.Posted)
                {
                    return true;
                }

                Pause();
            }
        } while (Stopwatch.GetTimestamp() < end);

        return false;
    }

    private static bool TryMove(int helper, State from, State to) =>
        Interlocked.CompareExchange(ref Boxes[helper].State, (int)to, (int)from) == (int)from;

    /// <summary>The shortest wait that leaves a processor's resources to its other thread.</summary>
    private static void Pause()
    {
        if (X86Base.IsSupported)
        {
            X86Base.Pause();
        }
        else
        {
            Thread.SpinWait(1);
        }
    }

    private static Mailbox* CreateBoxes()
    {
        var boxes = (Mailbox*)NativeMemory.AlignedAlloc((nuint)(MaxHelpers * sizeof(Mailbox)), Distance);
        new Span<Mailbox>(boxes, MaxHelpers).Clear();
        return boxes;
    }

    // Two cache lines, for processors fetch them by twos.
    private const int Distance = 128;

    private enum State
    {
        /// <summary>No job; the helper is awake.</summary>
        Idle,

        /// <summary>No job; whoever posts one rings the alarm.</summary>
        Asleep,

        /// <summary>A job that the helper has not begun; its owner may take it back.</summary>
        Posted,
        Running,
    }

    /// <summary>What a helper is told, and its answer: all in one cache line, which is all that the two have to exchange.</summary>
    [StructLayout(LayoutKind.Sequential, Size = Distance)]
    private struct Mailbox
    {
        internal int State;
        internal Job Job;
    }

    private readonly struct Job(delegate* <void*, int, void> work, void* argument, int count, int helpers)
    {
        internal readonly delegate* <void*, int, void> Work = work;
        internal readonly void* Argument = argument;
        internal readonly int Helpers = helpers;

        /// <summary>How many items are nobody's at first: 1 to this number.</summary>
        internal readonly int Between = count - 1 - helpers;

        internal int FirstOf(int helper) => Between + Helpers - helper;
    }

    /// <summary>What several threads write, each in cache lines of its own, so that who reads one is not kept waiting by who writes another.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 4 * Distance)]
    private struct Shared
    {
        [FieldOffset(1 * Distance)]
        internal int Taken;

        [FieldOffset(2 * Distance)]
        internal int TakenByHelpers;

        [FieldOffset(3 * Distance)]
        internal int Busy;
    }
}
