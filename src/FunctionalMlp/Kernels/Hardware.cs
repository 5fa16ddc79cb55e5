using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FunctionalMlp.Kernels;

/// <summary>The vector width that the kernels use on this machine, in bits.</summary>
internal static class Hardware
{
    // Without a fused multiply-add in hardware, wider vectors gain nothing.
    internal static int Width { get; } =
        !Fma.IsSupported ? 128
        : Vector512.IsHardwareAccelerated && Avx512F.IsSupported ? 512
        : 256;
}
