using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FunctionalMlp.Kernels;

/// <summary>
/// Products of dense row-major matrices. Each element of C is a chain of fused multiply-adds over k, 0, 1, 2, …: the
/// bits are those of the naive loop, whatever the processor and the number of threads.
/// </summary>
/// <remarks><c>threads</c>: the most threads to use; 0 for all processors. Small products use fewer. <c>width</c>: of the vectors in
/// bits, for the tests; 0 for the machine's own.</remarks>
internal static unsafe class Products
{
    /// <summary>C (n×l), the product of A (n×m) and B (m×l): equation (4).</summary>
    internal static void Multiply<T>(
        int n,
        int m,
        int l,
        ReadOnlySpan<T> a,
        ReadOnlySpan<T> b,
        Span<T> c,
        int threads = 0,
        int width = 0
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Debug.Assert(a.Length == n * m && b.Length == m * l && c.Length == n * l);
        fixed (
            T* pa = a,
                pb = b,
                pc = c
        )
        {
            Run(
                new Product<T>
                {
                    Rows = n,
                    Depth = m,
                    Columns = l,
                    A = pa,
                    ARowStride = m,
                    AStep = 1,
                    B = pb,
                    BStep = l,
                    BColumnStride = 1,
                    C = pc,
                    CStride = l,
                },
                threads,
                width
            );
        }
    }

    /// <summary>C (n×l), the product of A (n×m) and the transpose of B (l×m), .</summary>
    internal static void MultiplyTransposedRight<T>(
        int n,
        int m,
        int l,
        ReadOnlySpan<T> a,
        ReadOnlySpan<T> b,
        Span<T> c,
        int threads = 0,
        int width = 0
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Debug.Assert(a.Length == n * m && b.Length == l * m && c.Length == n * l);
        fixed (
            T* pa = a,
                pb = b,
                pc = c
        )
        {
            Run(
                new Product<T>
                {
                    Rows = n,
                    Depth = m,
                    Columns = l,
                    A = pa,
                    ARowStride = m,
                    AStep = 1,
                    B = pb,
                    BStep = 1,
                    BColumnStride = m,
                    C = pc,
                    CStride = l,
                },
                threads,
                width
            );
        }
    }

    /// <summary>C (n×l), the product of the transpose of A (m×n) and B (m×l): the sum over the samples in equation (17).</summary>
    internal static void MultiplyTransposedLeft<T>(
        int n,
        int m,
        int l,
        ReadOnlySpan<T> a,
        ReadOnlySpan<T> b,
        Span<T> c,
        int threads = 0,
        int width = 0
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Debug.Assert(a.Length == m * n && b.Length == m * l && c.Length == n * l);
        fixed (
            T* pa = a,
                pb = b,
                pc = c
        )
        {
            Run(
                new Product<T>
                {
                    Rows = n,
                    Depth = m,
                    Columns = l,
                    A = pa,
                    ARowStride = 1,
                    AStep = n,
                    B = pb,
                    BStep = l,
                    BColumnStride = 1,
                    C = pc,
                    CStride = l,
                },
                threads,
                width
            );
        }
    }

    /// <summary>
    /// c (l), the product of a (m) and B (m×l), plus the bias (l): a single row. Zeros in a may be skipped, with the rows of B that they would multiply, if all of B
    /// is finite: the result has the same bits.
    /// </summary>
    internal static void MultiplyRow<T>(
        int m,
        int l,
        ReadOnlySpan<T> a,
        ReadOnlySpan<T> b,
        ReadOnlySpan<T> bias,
        Span<T> c,
        bool skipsZeros,
        int width = 0
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Debug.Assert(a.Length == m && b.Length == m * l && c.Length == l && (bias.IsEmpty || bias.Length == l));
        if (l == 0)
        {
            return;
        }

        fixed (
            T* pa = a,
                pb = b,
                pBias = bias,
                pc = c
        )
        {
            var product = new Product<T>
            {
                Rows = 1,
                Depth = m,
                Columns = l,
                A = pa,
                ARowStride = m,
                AStep = 1,
                B = pb,
                BStep = l,
                BColumnStride = 1,
                C = pc,
                CStride = l,
            };
            switch (width > 0 ? width : Hardware.Width)
            {
                case 512:
                    RowProduct<T, Vector512<T>, Simd512<T>>.Run(product, pBias, skipsZeros);
                    break;
                case 256:
                    RowProduct<T, Vector256<T>, Simd256<T>>.Run(product, pBias, skipsZeros);
                    break;
                default:
                    RowProduct<T, Vector128<T>, Simd128<T>>.Run(product, pBias, skipsZeros);
                    break;
            }
        }
    }

    // By itself, or each caller would clear the memory of all that it calls.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Run<T>(in Product<T> product, int threads, int width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (product.Rows == 0 || product.Columns == 0)
        {
            return;
        }

        ParallelProduct.Run(product, threads, width);
    }
}
