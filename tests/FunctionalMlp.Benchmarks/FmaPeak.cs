using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Benchmarks;

/// <summary>What one core can do at most: twelve independent chains of fused multiply-adds, in registers.</summary>
internal static class FmaPeak
{
    private const int Chains = 12;
    private const int Length = 100_000;

    /// <summary>GFLOP/s of one core, for the widest vectors that the machine has.</summary>
    internal static double Gflops<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Hardware.Width switch
        {
            512 => Gflops<T, Vector512<T>, Simd512<T>>(),
            256 => Gflops<T, Vector256<T>, Simd256<T>>(),
            _ => Gflops<T, Vector128<T>, Simd128<T>>(),
        };

    private static double Gflops<T, V, S>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged
        where S : struct, ISimd<T, V>
    {
        var seconds = Enumerable.Range(0, 5).Min(_ => Stopwatches.SecondsPerCall(() => Run<T, V, S>()));
        return 2.0 * Chains * Length * S.Lanes / seconds / 1e9;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static V Run<T, V, S>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged
        where S : struct, ISimd<T, V>
    {
        V a = default,
            b = default,
            c = default,
            d = default,
            e = default,
            f = default,
            g = default,
            h = default,
            i = default,
            j = default,
            k = default,
            l = default;
        var x = S.Broadcast(T.CreateChecked(0.5));
        for (var step = 0; step < Length; step++)
        {
            a = S.MultiplyAdd(x, x, a);
            b = S.MultiplyAdd(x, x, b);
            c = S.MultiplyAdd(x, x, c);
            d = S.MultiplyAdd(x, x, d);
            e = S.MultiplyAdd(x, x, e);
            f = S.MultiplyAdd(x, x, f);
            g = S.MultiplyAdd(x, x, g);
            h = S.MultiplyAdd(x, x, h);
            i = S.MultiplyAdd(x, x, i);
            j = S.MultiplyAdd(x, x, j);
            k = S.MultiplyAdd(x, x, k);
            l = S.MultiplyAdd(x, x, l);
        }

        return S.Add(
            S.Add(S.Add(a, b), S.Add(c, d)),
            S.Add(S.Add(S.Add(e, f), S.Add(g, h)), S.Add(S.Add(i, j), S.Add(k, l)))
        );
    }
}
