using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Xunit;

namespace FunctionalMlp.Tests.Kernels;

/// <summary>
/// A NaN of its own for each memory: read, it spoils the result, and what is written over it is noticed even if that is NaN, as whatever is computed from another memory's band.
/// </summary>
internal sealed class GuardBand<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Payloads = 1 << 20;

    private static int _count;

    private readonly T _value = Create(1 + (int)((uint)Interlocked.Increment(ref _count) % Payloads));

    internal void Fill(Span<T> memory) => memory.Fill(_value);

    internal void AssertUntouched(ReadOnlySpan<T> band)
    {
        var value = _value;
        var own = MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value));
        var bytes = MemoryMarshal.AsBytes(band);
        for (var i = 0; i < bytes.Length; i += own.Length)
        {
            Assert.True(
                own.SequenceEqual(bytes.Slice(i, own.Length)),
                $"written to element {i / own.Length} of a guard band"
            );
        }
    }

    private static T Create(int payload) =>
        typeof(T) == typeof(float)
            ? Unsafe.BitCast<int, T>(BitConverter.SingleToInt32Bits(float.NaN) | payload)
            : Unsafe.BitCast<long, T>(BitConverter.DoubleToInt64Bits(double.NaN) | (long)payload);
}
