using System.Runtime.InteropServices;

namespace FunctionalMlp.Kernels;

/// <summary>The positions of the bits that are set in a byte, one in each byte.</summary>
internal static unsafe class BitPositions
{
    internal static readonly ulong* Of = Create();

    private static ulong* Create()
    {
        var table = (ulong*)NativeMemory.AlignedAlloc(256 * sizeof(ulong), 64);
        for (var bits = 0; bits < 256; bits++)
        {
            table[bits] = 0;
            for (int bit = 0, at = 0; bit < 8; bit++)
            {
                if ((bits & (1 << bit)) != 0)
                {
                    table[bits] |= (ulong)bit << (8 * at++);
                }
            }
        }

        return table;
    }
}
