using System.Numerics;

namespace FunctionalMlp.Kernels;

/// <summary>Matrix products over row-major spans. Every entry is the chain acc ← fma(a_k, b_k, acc) over k = 0, 1, …</summary>
internal static class Products
{
    /// <summary>C (n×l) = A (n×m) · B (m×l).</summary>
    internal static void Multiply<T>(
        int n,
        int m,
        int l,
        ReadOnlySpan<T> a,
        ReadOnlySpan<T> b,
        Span<T> c,
        int threads = 0
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        c[..(n * l)].Clear();
        for (var i = 0; i < n; i++)
        {
            for (var k = 0; k < m; k++)
            {
                for (var j = 0; j < l; j++)
                {
                    c[(i * l) + j] = T.FusedMultiplyAdd(a[(i * m) + k], b[(k * l) + j], c[(i * l) + j]);
                }
            }
        }
    }

    /// <summary>C (n×l) = 1·biasᵀ + A (n×m) · Bᵀ, with B l×m.</summary>
    internal static void MultiplyTransposedRight<T>(
        int n,
        int m,
        int l,
        ReadOnlySpan<T> a,
        ReadOnlySpan<T> b,
        ReadOnlySpan<T> bias,
        Span<T> c,
        int threads = 0
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < l; j++)
            {
                var sum = bias.IsEmpty ? T.Zero : bias[j];
                for (var k = 0; k < m; k++)
                {
                    sum = T.FusedMultiplyAdd(a[(i * m) + k], b[(j * m) + k], sum);
                }

                c[(i * l) + j] = sum;
            }
        }
    }

    /// <summary>C (n×l) = Aᵀ · B, with A m×n and B m×l.</summary>
    internal static void MultiplyTransposedLeft<T>(
        int n,
        int m,
        int l,
        ReadOnlySpan<T> a,
        ReadOnlySpan<T> b,
        Span<T> c,
        int threads = 0
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        c[..(n * l)].Clear();
        for (var k = 0; k < m; k++)
        {
            for (var i = 0; i < n; i++)
            {
                for (var j = 0; j < l; j++)
                {
                    c[(i * l) + j] = T.FusedMultiplyAdd(a[(k * n) + i], b[(k * l) + j], c[(i * l) + j]);
                }
            }
        }
    }
}
