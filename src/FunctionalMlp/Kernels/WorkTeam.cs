using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace FunctionalMlp.Kernels;

/// <summary>
/// Threads that stay and help whoever asks. A helper spins for a moment after its work, in case more comes, then sleeps.
/// The caller works too and never waits for a helper that has not begun; a caller that finds the team busy works alone.
/// </summary>
internal static unsafe class WorkTeam
{
    private const int MaxHelpers = 255;

    // state = how many jobs there were · Generation + (Open while items may be left) + helpers at work.
    private const long Open = 1 << 16;
    private const long Generation = 1 << 17;

    // Some tens of microseconds: two blocks of equal size end no further apart, unless a thread was interrupted.
    private const int AwakeTurns = 1000;

    // Longer than the gap between two products of a training step, shorter than anybody else would notice.
    private static readonly long SpinTicks = Stopwatch.Frequency / 20_000;

    private static readonly Lock Hiring = new();
    private static readonly SemaphoreSlim Alarm = new(0);
    private static int _helpers;
    private static int _sleepers;
    private static Shared _shared;

    // The job: written by its owner before the state says Open, read by helpers that have joined.
    private static delegate* <void*, int, void> _work;
    private static void* _argument;
    private static int _items;
    private static int _maxJoined;
    private static ExceptionDispatchInfo? _failure;

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
            _work = work;
            _argument = argument;
            _items = count;
            _shared.Taken = 0;
            _shared.TakenByHelpers = 0;
            _failure = null;
            _maxJoined = Math.Min(Math.Min(threads, count) - 1, MaxHelpers);
            Hire(_maxJoined);
            Interlocked.Exchange(ref _shared.State, (_shared.State | (Generation - 1)) + 1 + Open);
            Wake(_maxJoined);
            TakeItems(isCaller: true);
            Interlocked.And(ref _shared.State, ~Open);
            WaitForHelpers();

            _failure?.Throw();
        }
        finally
        {
            Volatile.Write(ref _shared.Busy, 0);
        }
    }

    /// <summary>
    /// The caller from the first item on, the helpers from the last one back: in calls over the same data, each finds most of it in its
    /// own cache again.
    /// </summary>
    private static void TakeItems(bool isCaller)
    {
        try
        {
            for (var own = 0; Interlocked.Increment(ref _shared.Taken) <= _items; own++)
            {
                _work(_argument, isCaller ? own : _items - Interlocked.Increment(ref _shared.TakenByHelpers));
            }
        }
        catch (Exception exception)
        {
            _failure = ExceptionDispatchInfo.Capture(exception);
            Volatile.Write(ref _shared.Taken, _items);
        }
    }

    /// <summary>Helpers that have begun an item are nearly done with it: awake at first, so that the end is seen at once.</summary>
    private static void WaitForHelpers()
    {
        for (var turn = 0; turn < AwakeTurns; turn++)
        {
            if (Volatile.Read(ref _shared.State) % Open == 0)
            {
                return;
            }

            Pause();
        }

        var wait = new SpinWait();
        while (Volatile.Read(ref _shared.State) % Open != 0)
        {
            wait.SpinOnce(sleep1Threshold: -1);
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
                new Thread(Help) { IsBackground = true, Name = nameof(FunctionalMlp) }.Start();
            }
        }
    }

    private static void Wake(int wanted)
    {
        for (; wanted > 0 && TryTakeSleeper(); wanted--)
        {
            Alarm.Release();
        }
    }

    private static bool TryTakeSleeper()
    {
        for (int count; (count = Volatile.Read(ref _sleepers)) > 0; )
        {
            if (Interlocked.CompareExchange(ref _sleepers, count - 1, count) == count)
            {
                return true;
            }
        }

        return false;
    }

    private static void Help()
    {
        while (true)
        {
            var seen = Volatile.Read(ref _shared.State);
            if (TryJoin(seen))
            {
                TakeItems(isCaller: false);
                seen = Interlocked.Decrement(ref _shared.State);
                if (Spin(seen / Generation))
                {
                    continue;
                }
            }

            Sleep(seen / Generation);
        }
    }

    private static bool TryJoin(long seen)
    {
        while ((seen & Open) != 0 && seen % Open < _maxJoined)
        {
            var now = Interlocked.CompareExchange(ref _shared.State, seen + 1, seen);
            if (now == seen)
            {
                return true;
            }

            seen = now;
        }

        return false;
    }

    /// <summary>Whether a new job came within the time that is worth waiting awake.</summary>
    private static bool Spin(long generation)
    {
        var end = Stopwatch.GetTimestamp() + SpinTicks;
        do
        {
            for (var turn = 0; turn < 64; turn++)
            {
                if (Volatile.Read(ref _shared.State) / Generation != generation)
                {
                    return true;
                }

                Pause();
            }
        } while (Stopwatch.GetTimestamp() < end);

        return false;
    }

    private static void Sleep(long generation)
    {
        Interlocked.Increment(ref _sleepers);

        // A job that came meanwhile has seen this sleeper and rings the alarm for it, or is seen here.
        if (Volatile.Read(ref _shared.State) / Generation == generation || !TryTakeSleeper())
        {
            Alarm.Wait();
        }
    }

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

    /// <summary>What several threads write, each in cache lines of its own, so that who reads one is not kept waiting by who writes another.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 5 * Distance)]
    private struct Shared
    {
        private const int Distance = 128;

        [FieldOffset(1 * Distance)]
        internal long State;

        [FieldOffset(2 * Distance)]
        internal int Taken;

        [FieldOffset(3 * Distance)]
        internal int TakenByHelpers;

        [FieldOffset(4 * Distance)]
        internal int Busy;
    }
}
