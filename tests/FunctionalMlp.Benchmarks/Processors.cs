using System.Diagnostics;
using System.Runtime.InteropServices;

namespace FunctionalMlp.Benchmarks;

/// <summary>
/// How near two processors are to each other: what one writes, the other reads and answers. A host moves virtual processors, and where two of them share no cache
/// for a while, all that threads exchange takes four times as long.
/// </summary>
internal static unsafe class Processors
{
    private const int Bursts = 5;
    private const int RoundTrips = 4000;

    /// <summary>Nanoseconds from one to the other and back, the best of a few bursts; NaN where there is only one.</summary>
    internal static double RoundTripNanoseconds()
    {
        if (Environment.ProcessorCount == 1)
        {
            return double.NaN;
        }

        // A cache line by itself.
        var turn = (int*)NativeMemory.AlignedAlloc(256, 256);
        *turn = 0;
        var address = (nint)turn;
        var partner = new Thread(() => Answer((int*)address));
        partner.Start();
        var best = double.PositiveInfinity;
        for (var burst = 0; burst < Bursts; burst++)
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < RoundTrips; i++)
            {
                Volatile.Write(ref *turn, 1);
                while (Volatile.Read(ref *turn) == 1) { }
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / RoundTrips);
        }

        partner.Join();
        NativeMemory.AlignedFree(turn);
        return best;
    }

    private static void Answer(int* turn)
    {
        for (var i = 0; i < Bursts * RoundTrips; i++)
        {
            while (Volatile.Read(ref *turn) == 0) { }
            Volatile.Write(ref *turn, 0);
        }
    }
}
