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

    /// <summary>The sum of each column, over the rows in order.</summary>
    internal static void SumRows<T>(int rows, int columns, ReadOnlySpan<T> a, Span<T> sums)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Debug.Assert(a.Length == rows * columns && sums.Length == columns);
        fixed (
            T* pa = a,
                ps = sums
        )
        {
            var column = 0;
            for (; column + (Vectors * Vector256<T>.Count) <= columns; column += Vectors * Vector256<T>.Count)
            {
                SumFourColumns(rows, columns, pa + column, ps + column);
            }

            for (; column < columns; column += Vector256<T>.Count)
            {
                var count = Math.Min(Vector256<T>.Count, columns - column);
                SumColumns(rows, columns, pa + column, ps + column, count, pa + a.Length);
            }
        }
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

    internal static T SumOfSquares<T>(ReadOnlySpan<T> a)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => SumOfProducts<T, Second>(a, a);

    internal static T SumOfMagnitudes<T>(ReadOnlySpan<T> a)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => SumOfProducts<T, Sign>(a, a);

    private static T SumOfProducts<T, F>(ReadOnlySpan<T> a, ReadOnlySpan<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where F : IFunction
    {
        var lanes = Vector256<T>.Count;
        Vector256<T> s0 = default,
            s1 = default,
            s2 = default,
            s3 = default;
        fixed (
            T* pa = a,
                pb = b
        )
        {
            var i = 0;
            for (; i <= a.Length - (Vectors * lanes); i += Vectors * lanes)
            {
                s0 = AddProduct<T, F>(pa + i, pb + i, s0);
                s1 = AddProduct<T, F>(pa + i + lanes, pb + i + lanes, s1);
                s2 = AddProduct<T, F>(pa + i + (2 * lanes), pb + i + (2 * lanes), s2);
                s3 = AddProduct<T, F>(pa + i + (3 * lanes), pb + i + (3 * lanes), s3);
            }

            for (; i <= a.Length - lanes; i += lanes)
            {
                s0 = AddProduct<T, F>(pa + i, pb + i, s0);
                (s0, s1, s2, s3) = (s1, s2, s3, s0);
            }

            if (i < a.Length)
            {
                var rest = a.Length - i;
                s0 = Simd256<T>.MultiplyAdd(
                    Simd256<T>.LoadPart(pa + i, rest),
                    F.Apply<T, Vector256<T>, Simd256<T>>(Simd256<T>.LoadPart(pb + i, rest)),
                    s0
                );
            }
        }

        var four = s0 + s1 + (s2 + s3);
        var two = four.GetLower() + four.GetUpper();
        var last = two.GetElement(0) + two.GetElement(1);
        return Vector128<T>.Count == 2 ? last : last + (two.GetElement(2) + two.GetElement(3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> AddProduct<T, F>(T* a, T* b, Vector256<T> sum)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where F : IFunction =>
        Simd256<T>.MultiplyAdd(Simd256<T>.Load(a), F.Apply<T, Vector256<T>, Simd256<T>>(Simd256<T>.Load(b)), sum);

    private static void SumFourColumns<T>(int rows, int columns, T* a, T* sums)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var lanes = Vector256<T>.Count;
        Vector256<T> s0 = default,
            s1 = default,
            s2 = default,
            s3 = default;
        for (var i = 0; i < rows; i++, a += columns)
        {
            s0 += Vector256.Load(a);
            s1 += Vector256.Load(a + lanes);
            s2 += Vector256.Load(a + (2 * lanes));
            s3 += Vector256.Load(a + (3 * lanes));
        }

        s0.Store(sums);
        s1.Store(sums + lanes);
        s2.Store(sums + (2 * lanes));
        s3.Store(sums + (3 * lanes));
    }

    // Whole vectors are read as far as the matrix goes; their last lanes belong to other columns and are dropped.
    private static void SumColumns<T>(int rows, int columns, T* a, T* sums, int count, T* end)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var sum = Vector256<T>.Zero;
        var row = 0;
        for (; row < rows && a + Vector256<T>.Count <= end; row++, a += columns)
        {
            sum += Vector256.Load(a);
        }

        for (; row < rows; row++, a += columns)
        {
            sum += Simd256<T>.LoadPart(a, count);
        }

        Simd256<T>.StorePart(sums, sum, count);
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

    private readonly struct Sign : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<T, V, S>(V x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where V : unmanaged
            where S : struct, ISimd<T, V> =>
            S.Select(S.LessThan(x, S.Broadcast(T.Zero)), S.Broadcast(-T.One), S.Broadcast(T.One));
    }
}
