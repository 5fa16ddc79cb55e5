using System.Numerics;
using System.Runtime.CompilerServices;

namespace FunctionalMlp.Kernels;

/// <summary>
/// <see cref="DotProduct{T,V,S}"/> where a sum's parts fill two vectors, as they do with 256 bits: tiles of two rows and two columns keep
/// both in 16 registers, with what they multiply. The bits are the same.
/// </summary>
internal static unsafe class DotPairs<T, V, S>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged
    where S : struct, ISimd<T, V>
{
    private const int Side = 2;

    /// <summary>Whether vectors are this kernel's.</summary>
    internal static bool Suits => 2 * S.Lanes * sizeof(T) == Hardware.CacheLine;

    internal static void Run(in Product<T> product)
    {
        for (var row = 0; row < product.Rows; row += Side)
        {
            if (product.Rows - row == 1)
            {
                RunRows<N1>(product, row);
            }
            else
            {
                RunRows<N2>(product, row);
            }
        }
    }

    private static void RunRows<TRows>(in Product<T> product, int row)
        where TRows : struct, INumber
    {
        if (product.RowSums != null)
        {
            RunRowSums<TRows>(product, row);
        }

        for (var column = 0; column < product.Columns; column += Side)
        {
            if (product.Columns - column == 1)
            {
                RunTile<TRows, N1>(product, row, column);
            }
            else
            {
                RunTile<TRows, N2>(product, row, column);
            }
        }
    }

    [MethodImpl(Hardware.Kernel)]
    private static void RunTile<TRows, TColumns>(in Product<T> product, int row, int column)
        where TRows : struct, INumber
        where TColumns : struct, INumber
    {
        // Constants of the instantiation: what does not belong to the shape is compiled away.
        var two = TRows.Value == 2;
        var wide = TColumns.Value == 2;
        V s00 = default;
        V s01 = default;
        V s10 = default;
        V s11 = default;
        V t00 = default;
        V t01 = default;
        V t10 = default;
        V t11 = default;
        var a = product.A + (row * product.ARowStride);
        var aNext = a + (two ? product.ARowStride : 0);
        var b = product.B + (column * product.BColumnStride);
        var bNext = b + (wide ? product.BColumnStride : 0);
        nint k = 0;
        for (; k <= product.Depth - (2 * S.Lanes); k += 2 * S.Lanes)
        {
            var (a0, a1) = (S.Load(a + k), S.Load(aNext + k));
            var (b0, b1) = (S.Load(b + k), S.Load(bNext + k));
            Accumulate(two, wide, a0, a1, b0, b1, ref s00, ref s01, ref s10, ref s11);
            (a0, a1) = (S.Load(a + k + S.Lanes), S.Load(aNext + k + S.Lanes));
            (b0, b1) = (S.Load(b + k + S.Lanes), S.Load(bNext + k + S.Lanes));
            Accumulate(two, wide, a0, a1, b0, b1, ref t00, ref t01, ref t10, ref t11);
        }

        if (k < product.Depth)
        {
            var rest = product.Depth - (int)k;
            var (a0, a1) = (Part(a + k, rest), Part(aNext + k, rest));
            var (b0, b1) = (Part(b + k, rest), Part(bNext + k, rest));
            Accumulate(two, wide, a0, a1, b0, b1, ref s00, ref s01, ref s10, ref s11);
            k += S.Lanes;
            rest -= S.Lanes;
            (a0, a1) = (Part(a + k, rest), Part(aNext + k, rest));
            (b0, b1) = (Part(b + k, rest), Part(bNext + k, rest));
            Accumulate(two, wide, a0, a1, b0, b1, ref t00, ref t01, ref t10, ref t11);
        }

        var to = product.C + (row * product.CStride) + column;
        to[0] = S.Sum(S.Add(s00, t00));
        if (wide)
        {
            to[1] = S.Sum(S.Add(s01, t01));
        }

        if (two)
        {
            to += product.CStride;
            to[0] = S.Sum(S.Add(s10, t10));
        }

        if (two && wide)
        {
            to[1] = S.Sum(S.Add(s11, t11));
        }
    }

    [MethodImpl(Hardware.Kernel)]
    private static void RunRowSums<TRows>(in Product<T> product, int row)
        where TRows : struct, INumber
    {
        var two = TRows.Value == 2;
        V s0 = default;
        V s1 = default;
        V t0 = default;
        V t1 = default;
        var a = product.A + (row * product.ARowStride);
        var aNext = a + (two ? product.ARowStride : 0);
        nint k = 0;
        for (; k <= product.Depth - (2 * S.Lanes); k += 2 * S.Lanes)
        {
            s0 = S.Add(s0, S.Load(a + k));
            t0 = S.Add(t0, S.Load(a + k + S.Lanes));
            s1 = S.Add(s1, S.Load(aNext + k));
            t1 = S.Add(t1, S.Load(aNext + k + S.Lanes));
        }

        if (k < product.Depth)
        {
            var rest = product.Depth - (int)k;
            s0 = S.Add(s0, Part(a + k, rest));
            t0 = S.Add(t0, Part(a + k + S.Lanes, rest - S.Lanes));
            s1 = S.Add(s1, Part(aNext + k, rest));
            t1 = S.Add(t1, Part(aNext + k + S.Lanes, rest - S.Lanes));
        }

        product.RowSums[row] = S.Sum(S.Add(s0, t0));
        if (two)
        {
            product.RowSums[row + 1] = S.Sum(S.Add(s1, t1));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Part(T* from, int left) => left >= S.Lanes ? S.Load(from) : S.LoadPart(from, left);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate(
        bool two,
        bool wide,
        V a0,
        V a1,
        V b0,
        V b1,
        ref V s00,
        ref V s01,
        ref V s10,
        ref V s11
    )
    {
        s00 = S.MultiplyAdd(a0, b0, s00);
        if (wide)
        {
            s01 = S.MultiplyAdd(a0, b1, s01);
        }

        if (two)
        {
            s10 = S.MultiplyAdd(a1, b0, s10);
        }

        if (two && wide)
        {
            s11 = S.MultiplyAdd(a1, b1, s11);
        }
    }
}
