using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FunctionalMlp.Kernels;

/// <summary>Lists the steps k of a product at which B is not zero in all of four columns.</summary>
internal static unsafe class NonZeroSteps<T, V, S>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged
    where S : struct, ISimd<T, V>
{
    /// <summary>Room that a list needs behind its last step, for steps are written by eights.</summary>
    internal const int Excess = 8;

    /// <summary>Columns whose flags a number holds.</summary>
    internal static int ColumnsOfFlags => 8 * sizeof(T);

    /// <summary>The list for four columns that lie from end to end; how many steps it has.</summary>
    [MethodImpl(Hardware.Kernel)]
    internal static int Find(int depth, T* c0, T* c1, T* c2, T* c3, ushort* steps)
    {
        var count = 0;
        var k = 0;
        for (; k <= depth - S.Lanes; k += S.Lanes)
        {
            var lanes =
                NonZeros(S.Load(c0 + k))
                | NonZeros(S.Load(c1 + k))
                | NonZeros(S.Load(c2 + k))
                | NonZeros(S.Load(c3 + k));
            count = Append(lanes, k, steps, count);
        }

        if (k < depth)
        {
            var rest = depth - k;
            var lanes =
                NonZeros(S.LoadPart(c0 + k, rest))
                | NonZeros(S.LoadPart(c1 + k, rest))
                | NonZeros(S.LoadPart(c2 + k, rest))
                | NonZeros(S.LoadPart(c3 + k, rest));
            count = Append(lanes, k, steps, count);
        }

        return count;
    }

    /// <summary>For columns that lie side by side: for each k, as many elements behind b as its offset says, a number whose bits 0, 4, 8, … say whether one of the four columns from there on is not zero.</summary>
    [MethodImpl(Hardware.Kernel)]
    internal static void Flag(int depth, int columns, T* b, nint* offsets, T* flags)
    {
        var k = 0;
        for (; k < depth; k++)
        {
            var row = b + offsets[k];
            var nonZeros = 0ul;
            for (var column = 0; column < columns; column += S.Lanes)
            {
                var left = columns - column;
                var values = left >= S.Lanes ? S.Load(row + column) : S.LoadPart(row + column, left);
                nonZeros |= (ulong)NonZeros(values) << column;
            }

            nonZeros |= nonZeros >> 1;
            nonZeros |= nonZeros >> 2;
            if (sizeof(T) == sizeof(uint))
            {
                ((uint*)flags)[k] = (uint)nonZeros;
            }
            else
            {
                ((ulong*)flags)[k] = nonZeros;
            }
        }

        for (; k % S.Lanes != 0; k++)
        {
            flags[k] = T.Zero;
        }
    }

    /// <summary>The list for four columns, number i of those whose flags are given.</summary>
    [MethodImpl(Hardware.Kernel)]
    internal static int Find(int depth, T* flags, int i, ushort* steps)
    {
        var count = 0;
        for (var k = 0; k < depth; k += S.Lanes)
        {
            var lanes = S.SignBits(S.ShiftBitsLeft(S.Load(flags + k), ColumnsOfFlags - 1 - (4 * i)));
            count = Append(lanes, k, steps, count);
        }

        return count;
    }

    /// <summary>Bits of a column's numbers that are not zero, from all over it: similar columns have similar ones.</summary>
    internal static ulong Signature(int depth, T* column)
    {
        var lanes = Math.Min(8, S.Lanes);
        var (signature, parts) = (0ul, 64 / lanes);
        for (var part = 0; part < parts; part++)
        {
            var values = S.Load(column + ((long)(depth - S.Lanes) * part / (parts - 1)));
            signature |= (ulong)(NonZeros(values) & ((1u << lanes) - 1)) << (part * lanes);
        }

        return signature;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint NonZeros(V values) =>
        (uint.MaxValue >> (32 - S.Lanes)) & ~S.SignBits(S.AreEqual(values, S.Broadcast(T.Zero)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Append(uint lanes, int k, ushort* steps, int count)
    {
        for (var part = 0; part < S.Lanes; part += 8)
        {
            var bits = (byte)(lanes >> part);
            var positions = Vector128.WidenLower(Vector128.CreateScalarUnsafe(BitPositions.Of[bits]).AsByte());
            (positions + Vector128.Create((ushort)(k + part))).Store(steps + count);
            count += BitOperations.PopCount(bits);
        }

        return count;
    }
}
