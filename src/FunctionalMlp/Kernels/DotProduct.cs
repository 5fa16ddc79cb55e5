using System.Numerics;
using System.Runtime.CompilerServices;

namespace FunctionalMlp.Kernels;

/// <summary>
/// A product of few columns and two factors that lie along k, as the gradients of narrow layers' weights do: the steps of k are the lanes. Each element is the sum of
/// interleaved parts, one for each lane of a cache line; a part is a chain of fused multiply-adds over every 16th (double: 8th) k, and the
/// parts are added in halves. So the bits depend on neither the width of the vectors nor the number of threads.
/// </summary>
internal static unsafe class DotProduct<T, V, S>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged
    where S : struct, ISimd<T, V>
{
    // A tile's sides.
    private const int Side = 4;

    private static int Parts => Hardware.CacheLine / sizeof(T);

    /// <summary>Computes the product, and the sums of A's rows if there is memory for them. Along k both factors have a stride of 1.</summary>
    internal static void Run(in Product<T> product)
    {
        if (DotPairs<T, V, S>.Suits)
        {
            DotPairs<T, V, S>.Run(product);
            return;
        }

        var parts = (T*)Scratch.Rent((Side + 1) * Side * Hardware.CacheLine);
        for (var row = 0; row < product.Rows; row += Side)
        {
            switch (product.Rows - row)
            {
                case 1:
                    RunRows<N1>(product, row, parts);
                    break;
                case 2:
                    RunRows<N2>(product, row, parts);
                    break;
                case 3:
                    RunRows<N3>(product, row, parts);
                    break;
                default:
                    RunRows<N4>(product, row, parts);
                    break;
            }
        }
    }

    private static void RunRows<TRows>(in Product<T> product, int row, T* parts)
        where TRows : struct, INumber
    {
        var column = 0;
        if (product.RowSums != null)
        {
            // With the first columns, for A is read there anyway.
            RunColumns<TRows, N1>(product, row, column, parts);
            column += Side;
        }

        for (; column < product.Columns; column += Side)
        {
            RunColumns<TRows, N0>(product, row, column, parts);
        }
    }

    private static void RunColumns<TRows, TSums>(in Product<T> product, int row, int column, T* parts)
        where TRows : struct, INumber
        where TSums : struct, INumber
    {
        switch (product.Columns - column)
        {
            case <= 0:
                RunTile<TRows, N0, TSums>(product, row, column, parts);
                break;
            case 1:
                RunTile<TRows, N1, TSums>(product, row, column, parts);
                break;
            case 2:
                RunTile<TRows, N2, TSums>(product, row, column, parts);
                break;
            case 3:
                RunTile<TRows, N3, TSums>(product, row, column, parts);
                break;
            default:
                RunTile<TRows, N4, TSums>(product, row, column, parts);
                break;
        }
    }

    [MethodImpl(Hardware.Kernel)]
    private static void RunTile<TRows, TColumns, TSums>(in Product<T> product, int row, int column, T* parts)
        where TRows : struct, INumber
        where TColumns : struct, INumber
        where TSums : struct, INumber
    {
        // Constants of the instantiation: what does not belong to the shape is compiled away.
        var rows = TRows.Value;
        var columns = TColumns.Value;
        var hasSums = TSums.Value > 0;
        var to = product.C + (row * product.CStride) + column;
        var (aRow, bColumn) = (product.ARowStride, product.BColumnStride);
        for (var part = 0; part < Parts; part += S.Lanes)
        {
            V s00 = default;
            V s01 = default;
            V s02 = default;
            V s03 = default;
            V s10 = default;
            V s11 = default;
            V s12 = default;
            V s13 = default;
            V s20 = default;
            V s21 = default;
            V s22 = default;
            V s23 = default;
            V s30 = default;
            V s31 = default;
            V s32 = default;
            V s33 = default;
            V t0 = default;
            V t1 = default;
            V t2 = default;
            V t3 = default;
            var a = product.A + (row * aRow) + part;
            var b = product.B + (column * bColumn) + part;
            for (var left = product.Depth - part; left > 0; left -= Parts, a += Parts, b += Parts)
            {
                V a0,
                    a1,
                    a2,
                    a3;
                V b0,
                    b1,
                    b2,
                    b3;
                if (left >= S.Lanes)
                {
                    a0 = rows > 0 ? S.Load(a + (0 * aRow)) : default;
                    a1 = rows > 1 ? S.Load(a + (1 * aRow)) : default;
                    a2 = rows > 2 ? S.Load(a + (2 * aRow)) : default;
                    a3 = rows > 3 ? S.Load(a + (3 * aRow)) : default;
                    b0 = columns > 0 ? S.Load(b + (0 * bColumn)) : default;
                    b1 = columns > 1 ? S.Load(b + (1 * bColumn)) : default;
                    b2 = columns > 2 ? S.Load(b + (2 * bColumn)) : default;
                    b3 = columns > 3 ? S.Load(b + (3 * bColumn)) : default;
                }
                else
                {
                    a0 = rows > 0 ? S.LoadPart(a + (0 * aRow), left) : default;
                    a1 = rows > 1 ? S.LoadPart(a + (1 * aRow), left) : default;
                    a2 = rows > 2 ? S.LoadPart(a + (2 * aRow), left) : default;
                    a3 = rows > 3 ? S.LoadPart(a + (3 * aRow), left) : default;
                    b0 = columns > 0 ? S.LoadPart(b + (0 * bColumn), left) : default;
                    b1 = columns > 1 ? S.LoadPart(b + (1 * bColumn), left) : default;
                    b2 = columns > 2 ? S.LoadPart(b + (2 * bColumn), left) : default;
                    b3 = columns > 3 ? S.LoadPart(b + (3 * bColumn), left) : default;
                }

                Accumulate(rows > 0 && columns > 0, a0, b0, ref s00);
                Accumulate(rows > 0 && columns > 1, a0, b1, ref s01);
                Accumulate(rows > 0 && columns > 2, a0, b2, ref s02);
                Accumulate(rows > 0 && columns > 3, a0, b3, ref s03);
                Accumulate(rows > 1 && columns > 0, a1, b0, ref s10);
                Accumulate(rows > 1 && columns > 1, a1, b1, ref s11);
                Accumulate(rows > 1 && columns > 2, a1, b2, ref s12);
                Accumulate(rows > 1 && columns > 3, a1, b3, ref s13);
                Accumulate(rows > 2 && columns > 0, a2, b0, ref s20);
                Accumulate(rows > 2 && columns > 1, a2, b1, ref s21);
                Accumulate(rows > 2 && columns > 2, a2, b2, ref s22);
                Accumulate(rows > 2 && columns > 3, a2, b3, ref s23);
                Accumulate(rows > 3 && columns > 0, a3, b0, ref s30);
                Accumulate(rows > 3 && columns > 1, a3, b1, ref s31);
                Accumulate(rows > 3 && columns > 2, a3, b2, ref s32);
                Accumulate(rows > 3 && columns > 3, a3, b3, ref s33);
                t0 = hasSums && rows > 0 ? S.Add(t0, a0) : t0;
                t1 = hasSums && rows > 1 ? S.Add(t1, a1) : t1;
                t2 = hasSums && rows > 2 ? S.Add(t2, a2) : t2;
                t3 = hasSums && rows > 3 ? S.Add(t3, a3) : t3;
            }

            var at = parts + part;
            FinishRow(rows > 0, columns, to, at, s00, s01, s02, s03);
            FinishRow(rows > 1, columns, to + product.CStride, at + (4 * Parts), s10, s11, s12, s13);
            FinishRow(rows > 2, columns, to + (2 * product.CStride), at + (8 * Parts), s20, s21, s22, s23);
            FinishRow(rows > 3, columns, to + (3 * product.CStride), at + (12 * Parts), s30, s31, s32, s33);
            FinishRow(hasSums, rows, product.RowSums + row, at + (16 * Parts), t0, t1, t2, t3);
        }

        if (S.Lanes < Parts)
        {
            for (var r = 0; r < rows; r++)
            {
                for (var c = 0; c < columns; c++)
                {
                    product.C[((row + r) * product.CStride) + column + c] = Sum(parts + (((r * Side) + c) * Parts));
                }

                if (hasSums)
                {
                    product.RowSums[row + r] = Sum(parts + (((Side * Side) + r) * Parts));
                }
            }
        }
    }

    /// <summary>The sum of parts that are more than a vector: the second half is added to the first until one is left.</summary>
    private static T Sum(T* parts)
    {
        for (var half = Parts / 2; half >= S.Lanes; half /= 2)
        {
            for (var i = 0; i < half; i += S.Lanes)
            {
                S.Store(parts + i, S.Add(S.Load(parts + i), S.Load(parts + half + i)));
            }
        }

        return S.Sum(S.Load(parts));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate(bool isSum, V a, V b, ref V sum)
    {
        if (isSum)
        {
            sum = S.MultiplyAdd(a, b, sum);
        }
    }

    /// <summary>So many sums, if a vector holds all parts of each; otherwise the parts for the time being.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FinishRow(bool isRow, int count, T* to, T* part, V s0, V s1, V s2, V s3)
    {
        if (isRow && count == Side && S.Lanes == Parts)
        {
            S.StoreSums(to, s0, s1, s2, s3);
        }
        else if (isRow)
        {
            Finish(count > 0, s0, to, part);
            Finish(count > 1, s1, to + 1, part + Parts);
            Finish(count > 2, s2, to + 2, part + (2 * Parts));
            Finish(count > 3, s3, to + 3, part + (3 * Parts));
        }
    }

    /// <summary>The sum, if a vector holds all its parts; otherwise the parts for the time being.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(bool isSum, V sum, T* to, T* part)
    {
        if (isSum && S.Lanes == Parts)
        {
            *to = S.Sum(sum);
        }
        else if (isSum)
        {
            S.Store(part, sum);
        }
    }
}
