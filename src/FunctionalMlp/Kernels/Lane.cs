using System.Numerics;
using System.Runtime.CompilerServices;

namespace FunctionalMlp.Kernels;

/// <summary>Constants of T in all lanes, and the parts of a number that its format (IEEE 754) stores.</summary>
internal static class Lane<T, V, S>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged
    where S : struct, ISimd<T, V>
{
    // All these are to be constants where they are used: as calls they would cost more than the arithmetic around them.
    internal static int MantissaBits
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(float) ? 23 : 52;
    }

    internal static double TwoToMantissaBits
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(float) ? 1L << 23 : 1L << 52;
    }

    internal static double SmallestNormal
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(float) ? 1.17549435e-38 : 2.2250738585072014e-308;
    }

    /// <summary>Added to a number of small magnitude, it rounds it to an integer, which the sum's lowest bits then hold.</summary>
    internal static V Rounder
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Number(1.5 * TwoToMantissaBits);
    }

    private static int ExponentBias
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(float) ? 127 : 1023;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Number(double value) => Number(value, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Number(double single, double @double) =>
        typeof(T) == typeof(float)
            ? S.Broadcast(Unsafe.BitCast<float, T>((float)single))
            : S.Broadcast(Unsafe.BitCast<double, T>(@double));

    /// <summary><see cref="ISimd{T,V}.Scale"/> for processors without an instruction for it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Scale(V a, V n)
    {
        // In two factors, for 2^n alone may overflow, or be subnormal and lose bits.
        var half = S.Subtract(S.MultiplyAdd(n, Number(0.5), Rounder), Rounder);
        return S.Multiply(S.Multiply(a, PowerOfTwo(half)), PowerOfTwo(S.Subtract(n, half)));
    }

    /// <summary>Two to an integer n, the power being a normal number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V PowerOfTwo(V n) =>
        S.ShiftBitsLeft(S.AddBits(S.Add(n, Rounder), Bits(ExponentBias)), MantissaBits);

    /// <summary>The exponent of a positive normal number, as a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Exponent(V x) =>
        S.Subtract(
            S.AddBits(S.ShiftBitsRight(x, MantissaBits), Rounder),
            Number((1.5 * TwoToMantissaBits) + ExponentBias)
        );

    /// <summary>The bits of x below its exponent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Mantissa(V x) => S.AndBits(x, Bits((1L << MantissaBits) - 1));

    /// <summary>How many numbers of T lie between two positive ones, as a bit pattern.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V BitsBetween(double low, double high) =>
        typeof(T) == typeof(float)
            ? Bits(BitConverter.SingleToInt32Bits((float)high) - BitConverter.SingleToInt32Bits((float)low))
            : Bits(BitConverter.DoubleToInt64Bits(high) - BitConverter.DoubleToInt64Bits(low));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Bits(long value) =>
        typeof(T) == typeof(float)
            ? S.Broadcast(Unsafe.BitCast<int, T>((int)value))
            : S.Broadcast(Unsafe.BitCast<long, T>(value));
}
