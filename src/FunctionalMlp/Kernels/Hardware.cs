using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FunctionalMlp.Kernels;

/// <summary>What the kernels make of the machine.</summary>
internal static class Hardware
{
    /// <summary>
    /// How a loop over vectors is to be compiled: at once and for good, and by itself. Within a caller it may exceed what the compiler
    /// is willing to inline, and each operation on a vector becomes a call.
    /// </summary>
    internal const MethodImplOptions Kernel = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;

    /// <summary>The vector width that the kernels use, in bits. Without a fused multiply-add in hardware, wider vectors gain nothing.</summary>
    internal static int Width { get; } =
        !Fma.IsSupported ? 128
        : Vector512.IsHardwareAccelerated && Avx512F.IsSupported ? 512
        : 256;
}
