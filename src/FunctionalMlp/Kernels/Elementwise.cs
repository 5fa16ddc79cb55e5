using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FunctionalMlp.Kernels;

/// <summary>A function of one number, written once for vectors of any width, so that its bits do not depend on the width.</summary>
internal interface IFunction
{
    static abstract V Apply<T, V, S>(V x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged
        where S : struct, ISimd<T, V>;
}

/// <summary>A function of two numbers, likewise.</summary>
internal interface IBinaryFunction
{
    static abstract V Apply<T, V, S>(V x, V y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged
        where S : struct, ISimd<T, V>;
}

/// <summary>A function of two numbers with a parameter, the same for all elements.</summary>
internal interface IParametricFunction
{
    static abstract V Apply<T, V, S>(V x, V y, V parameter)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged
        where S : struct, ISimd<T, V>;
}

/// <summary>Applies a function to each element; a result may be the span of an argument.</summary>
/// <remarks><c>width</c>: of the vectors in bits, for the tests; 0 for the machine's own.</remarks>
internal static unsafe class Elementwise
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Apply<T, F>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where F : IFunction => F.Apply<T, Vector128<T>, Simd128<T>>(Vector128.CreateScalar(x)).ToScalar();

    internal static void Apply<T, F>(ReadOnlySpan<T> x, Span<T> result, int width = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where F : IFunction => Apply<T, Unary<F>>(x, x, T.Zero, result, width);

    internal static void Apply<T, F>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> result, int width = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where F : IBinaryFunction => Apply<T, Binary<F>>(x, y, T.Zero, result, width);

    internal static void Apply<T, F>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, T parameter, Span<T> result, int width = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where F : IParametricFunction
    {
        Debug.Assert(x.Length == y.Length && x.Length == result.Length);
        fixed (
            T* px = x,
                py = y,
                pr = result
        )
        {
            switch (width > 0 ? width : Hardware.Width)
            {
                case 512:
                    Run<T, Vector512<T>, Simd512<T>, F>(px, py, parameter, pr, x.Length);
                    break;
                case 256:
                    Run<T, Vector256<T>, Simd256<T>, F>(px, py, parameter, pr, x.Length);
                    break;
                default:
                    Run<T, Vector128<T>, Simd128<T>, F>(px, py, parameter, pr, x.Length);
                    break;
            }
        }
    }

    /// <summary>The same with vectors of a given kind.</summary>
    internal static void Run<T, V, S, F>(T* x, T* result, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged
        where S : struct, ISimd<T, V>
        where F : IFunction => Run<T, V, S, Unary<F>>(x, x, T.Zero, result, length);

    [MethodImpl(Hardware.Kernel)]
    private static void Run<T, V, S, F>(T* x, T* y, T parameter, T* result, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged
        where S : struct, ISimd<T, V>
        where F : IParametricFunction
    {
        nint i = 0;
        var p = S.Broadcast(parameter);
        for (; sizeof(V) == 64 && i <= length - (2 * S.Lanes); i += 2 * S.Lanes)
        {
            // Side by side, for one would often wait for its own results. Only 32 registers, as vectors of 512 bits have, hold the constants of both.
            var first = F.Apply<T, V, S>(S.Load(x + i), S.Load(y + i), p);
            var second = F.Apply<T, V, S>(S.Load(x + i + S.Lanes), S.Load(y + i + S.Lanes), p);
            S.Store(result + i, first);
            S.Store(result + i + S.Lanes, second);
        }

        for (; i <= length - S.Lanes; i += S.Lanes)
        {
            S.Store(result + i, F.Apply<T, V, S>(S.Load(x + i), S.Load(y + i), p));
        }

        var rest = length - (int)i;
        if (rest > 0)
        {
            S.StorePart(result + i, F.Apply<T, V, S>(S.LoadPart(x + i, rest), S.LoadPart(y + i, rest), p), rest);
        }
    }

    private readonly struct Unary<F> : IParametricFunction
        where F : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<T, V, S>(V x, V y, V parameter)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where V : unmanaged
            where S : struct, ISimd<T, V> => F.Apply<T, V, S>(x);
    }

    private readonly struct Binary<F> : IParametricFunction
        where F : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<T, V, S>(V x, V y, V parameter)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where V : unmanaged
            where S : struct, ISimd<T, V> => F.Apply<T, V, S>(x, y);
    }
}
