using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FunctionalMlp.Kernels;

/// <summary>Sums in an order that depends on neither the vector width nor the number of threads.</summary>
internal static unsafe class Reductions
{
    // A long sum runs in so many partial sums as four vectors of 256 bits hold, whatever the processor has.
    private const int Vectors = 4;

    /// <summary>The sum of each of some rows, in interleaved parts as in a <see cref="DotProduct{T,V,S}"/>.</summary>
    internal static void SumRows<T>(int rows, int columns, T* a, nint stride, T* sums, int width = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var product = new Product<T>
        {
            Rows = rows,
            Depth = columns,
            A = a,
            ARowStride = stride,
            AStep = 1,
            RowSums = sums,
            IsInterleaved = true,
        };
        ParallelProduct.Run(product, threads: 1, width);
    }

    /// <summary>In order if the sum is short, otherwise in partial sums over every 16th (float: 32nd) element.</summary>
    internal static T Sum<T>(ReadOnlySpan<T> a)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* first = a)
        {
            return Sum(a.Length, first);
        }
    }

    internal static T Sum<T>(int length, T* a)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (length >= 2 * Vectors * Vector256<T>.Count)
        {
            return SumOfProducts<T, One>(new ReadOnlySpan<T>(a, length), new ReadOnlySpan<T>(a, length));
        }

        var sum = T.Zero;
        for (var i = 0; i < length; i++)
        {
            sum += a[i];
        }

        return sum;
    }

    internal static T Dot<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Debug.Assert(a.Length == b.Length);
        return SumOfProducts<T, Second>(a, b);
    }

    /// <summary>Of all numbers; and a factor times each is added to the gradient, unless that is empty.</summary>
    internal static T SumOfSquares<T>(ReadOnlySpan<T> a, T factor = default, Span<T> gradient = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => SumOfProducts<T, Second>(a, a, factor, gradient);

    /// <summary>Of all numbers; and a factor times the sign of each is added to the gradient, unless that is empty.</summary>
    internal static T SumOfMagnitudes<T>(ReadOnlySpan<T> a, T factor = default, Span<T> gradient = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => SumOfProducts<T, SignFunction>(a, a, factor, gradient);

    /// <summary>Of a and a function of b, of which a multiple is added to the gradient, unless that is empty.</summary>
    private static T SumOfProducts<T, F>(
        ReadOnlySpan<T> a,
        ReadOnlySpan<T> b,
        T factor = default,
        Span<T> gradient = default
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where F : IFunction
    {
        Debug.Assert(a.Length == b.Length && (gradient.IsEmpty || gradient.Length == a.Length));
        var lanes = Vector256<T>.Count;
        Vector256<T> s0 = default,
            s1 = default,
            s2 = default,
            s3 = default;
        fixed (
            T* pa = a,
                pb = b,
                g = gradient
        )
        {
            nint i = 0;
            var to = new Multiple<T>(factor, g);
            for (; i <= a.Length - (Vectors * lanes); i += Vectors * lanes)
            {
                s0 = AddProduct<T, F>(pa, pb, i, s0, to);
                s1 = AddProduct<T, F>(pa, pb, i + lanes, s1, to);
                s2 = AddProduct<T, F>(pa, pb, i + (2 * lanes), s2, to);
                s3 = AddProduct<T, F>(pa, pb, i + (3 * lanes), s3, to);
            }

            for (; i <= a.Length - lanes; i += lanes)
            {
                s0 = AddProduct<T, F>(pa, pb, i, s0, to);
                (s0, s1, s2, s3) = (s1, s2, s3, s0);
            }

            if (i < a.Length)
            {
                var rest = a.Length - (int)i;
                var value = F.Apply<T, Vector256<T>, Simd256<T>>(Simd256<T>.LoadPart(pb + i, rest));
                s0 = Simd256<T>.MultiplyAdd(Simd256<T>.LoadPart(pa + i, rest), value, s0);
                if (g != null)
                {
                    var sum = Simd256<T>.MultiplyAdd(value, to.Factor, Simd256<T>.LoadPart(g + i, rest));
                    Simd256<T>.StorePart(g + i, sum, rest);
                }
            }
        }

        var four = s0 + s1 + (s2 + s3);
        var two = four.GetLower() + four.GetUpper();
        var last = two.GetElement(0) + two.GetElement(1);
        return Vector128<T>.Count == 2 ? last : last + (two.GetElement(2) + two.GetElement(3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> AddProduct<T, F>(T* a, T* b, nint i, Vector256<T> sum, in Multiple<T> to)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where F : IFunction
    {
        var value = F.Apply<T, Vector256<T>, Simd256<T>>(Simd256<T>.Load(b + i));
        if (to.Gradient != null)
        {
            var slope = Simd256<T>.MultiplyAdd(value, to.Factor, Simd256<T>.Load(to.Gradient + i));
            Simd256<T>.Store(to.Gradient + i, slope);
        }

        return Simd256<T>.MultiplyAdd(Simd256<T>.Load(a + i), value, sum);
    }

    /// <summary>What is added to a gradient, or null.</summary>
    private readonly struct Multiple<T>(T factor, T* gradient)
        where T : unmanaged
    {
        internal readonly Vector256<T> Factor = Vector256.Create(factor);
        internal readonly T* Gradient = gradient;
    }

    private readonly struct One : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<T, V, S>(V x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where V : unmanaged
            where S : struct, ISimd<T, V> => S.Broadcast(T.One);
    }

    private readonly struct Second : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<T, V, S>(V x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where V : unmanaged
            where S : struct, ISimd<T, V> => x;
    }
}
