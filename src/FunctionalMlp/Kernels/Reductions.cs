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
            var lanes = Vector256<T>.Count;
            var end = pa + a.Length;
            for (var column = 0; column < columns; column += Vectors * lanes)
            {
                var from = pa + column;
                var to = ps + column;
                var left = columns - column;
                switch ((left + lanes - 1) / lanes)
                {
                    case 1:
                        SumColumns<T, N1>(rows, columns, from, to, left, end);
                        break;
                    case 2:
                        SumColumns<T, N2>(rows, columns, from, to, left, end);
                        break;
                    case 3:
                        SumColumns<T, N3>(rows, columns, from, to, left, end);
                        break;
                    default:
                        SumColumns<T, N4>(rows, columns, from, to, left, end);
                        break;
                }
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
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => SumOfProducts<T, SignFunction>(a, a);

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

    // So many vectors of columns, for an addition takes longer than it keeps its unit busy. Whole vectors are read as far as the matrix
    // goes; their last lanes may belong to other columns and are dropped.
    [MethodImpl(Hardware.Kernel)]
    private static void SumColumns<T, TVectors>(int rows, nint stride, T* a, T* sums, int count, T* end)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TVectors : struct, INumber
    {
        var lanes = Vector256<T>.Count;
        var last = Math.Min(lanes, count - ((TVectors.Value - 1) * lanes));
        Vector256<T> s0 = default,
            s1 = default,
            s2 = default,
            s3 = default;
        var row = 0;
        for (; row < rows && a + (TVectors.Value * lanes) <= end; row++, a += stride)
        {
            Add(TVectors.Value > 0, a, lanes, ref s0);
            Add(TVectors.Value > 1, a + lanes, lanes, ref s1);
            Add(TVectors.Value > 2, a + (2 * lanes), lanes, ref s2);
            Add(TVectors.Value > 3, a + (3 * lanes), lanes, ref s3);
        }

        for (; row < rows; row++, a += stride)
        {
            Add(TVectors.Value > 0, a, TVectors.Value == 1 ? last : lanes, ref s0);
            Add(TVectors.Value > 1, a + lanes, TVectors.Value == 2 ? last : lanes, ref s1);
            Add(TVectors.Value > 2, a + (2 * lanes), TVectors.Value == 3 ? last : lanes, ref s2);
            Add(TVectors.Value > 3, a + (3 * lanes), last, ref s3);
        }

        Store(TVectors.Value > 0, sums, TVectors.Value == 1 ? last : lanes, s0);
        Store(TVectors.Value > 1, sums + lanes, TVectors.Value == 2 ? last : lanes, s1);
        Store(TVectors.Value > 2, sums + (2 * lanes), TVectors.Value == 3 ? last : lanes, s2);
        Store(TVectors.Value > 3, sums + (3 * lanes), last, s3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<T>(bool isVector, T* a, int count, ref Vector256<T> sum)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (isVector)
        {
            sum += count == Vector256<T>.Count ? Vector256.Load(a) : Simd256<T>.LoadPart(a, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(bool isVector, T* sums, int count, Vector256<T> sum)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (isVector)
        {
            Simd256<T>.StorePart(sums, sum, count);
        }
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
