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

    // So many sums at once that their parts stay in the first-level cache.
    private const int SumsAtOnce = 128;

    private static int Parts => 64 / sizeof(T);

    /// <summary>Computes the product. Along k neither factor has a stride other than 1, but that B's may be 0: then it is a cache line that repeats.</summary>
    internal static void Run(in Product<T> product)
    {
        var parts = (T*)Scratch.Rent(2 * SumsAtOnce * Parts * sizeof(T));
        var width = Math.Min(SumsAtOnce, product.Columns);
        var height = Math.Max(1, SumsAtOnce / Math.Max(1, width));
        for (var row = 0; row < product.Rows; row += height)
        {
            for (var column = 0; column < product.Columns; column += width)
            {
                var rows = Math.Min(height, product.Rows - row);
                var columns = Math.Min(width, product.Columns - column);
                RunBlock(product.Block(row, rows, column, columns), parts, parts + (SumsAtOnce * Parts));
            }
        }
    }

    private static void RunBlock(in Product<T> product, T* parts, T* transposed)
    {
        for (var row = 0; row < product.Rows; row += Side)
        {
            for (var column = 0; column < product.Columns; column += Side)
            {
                var (rows, columns) = (Math.Min(Side, product.Rows - row), Math.Min(Side, product.Columns - column));
                var tile = product.Block(row, rows, column, columns);
                tile.C = parts + (((row * product.Columns) + column) * Parts);
                tile.CStride = product.Columns * Parts;
                RunTile(tile);
            }
        }

        var count = product.Rows * product.Columns;
        var stride = (count + S.Lanes - 1) / S.Lanes * S.Lanes;
        Transposition.Run(count, Parts, parts, Parts, transposed, stride);
        AddParts(stride, transposed);
        if (product.CStride == product.Columns)
        {
            new ReadOnlySpan<T>(transposed, count).CopyTo(new Span<T>(product.C, count));
            return;
        }

        for (var row = 0; row < product.Rows; row++)
        {
            new ReadOnlySpan<T>(transposed + (row * product.Columns), product.Columns).CopyTo(
                new Span<T>(product.C + (row * product.CStride), product.Columns)
            );
        }
    }

    /// <summary>The parts of a sum stand one below the other: the lower half is added to the upper one, until one is left.</summary>
    [MethodImpl(Hardware.Kernel)]
    private static void AddParts(int count, T* parts)
    {
        for (var half = Parts / 2; half > 0; half /= 2)
        {
            var other = parts + (half * count);
            for (nint i = 0; i < half * count; i += S.Lanes)
            {
                S.Store(parts + i, S.Add(S.Load(parts + i), S.Load(other + i)));
            }
        }
    }

    private static void RunTile(in Product<T> tile)
    {
        switch (tile.Rows)
        {
            case 1:
                RunTile<N1>(tile);
                break;
            case 2:
                RunTile<N2>(tile);
                break;
            case 3:
                RunTile<N3>(tile);
                break;
            default:
                RunTile<N4>(tile);
                break;
        }
    }

    private static void RunTile<TRows>(in Product<T> tile)
        where TRows : struct, INumber
    {
        switch (tile.Columns)
        {
            case 1:
                RunTile<TRows, N1>(tile);
                break;
            case 2:
                RunTile<TRows, N2>(tile);
                break;
            case 3:
                RunTile<TRows, N3>(tile);
                break;
            default:
                RunTile<TRows, N4>(tile);
                break;
        }
    }

    /// <summary>The parts of the sums of a tile, those of each in a cache line of C.</summary>
    [MethodImpl(Hardware.Kernel)]
    private static void RunTile<TRows, TColumns>(in Product<T> tile)
        where TRows : struct, INumber
        where TColumns : struct, INumber
    {
        // Constants of the instantiation: what does not belong to the shape is compiled away.
        var (rows, columns) = (TRows.Value, TColumns.Value);
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
            var a = tile.A + part;
            var b = tile.B + part;
            nint bMove = tile.BStep == 0 ? 0 : Parts;
            var left = tile.Depth - part;
            for (; left > 0; left -= Parts)
            {
                V a0, a1, a2, a3, b0, b1, b2, b3;
                if (left >= S.Lanes)
                {
                    a0 = rows > 0 ? S.Load(a + (0 * tile.ARowStride)) : default;
                    a1 = rows > 1 ? S.Load(a + (1 * tile.ARowStride)) : default;
                    a2 = rows > 2 ? S.Load(a + (2 * tile.ARowStride)) : default;
                    a3 = rows > 3 ? S.Load(a + (3 * tile.ARowStride)) : default;
                    b0 = columns > 0 ? S.Load(b + (0 * tile.BColumnStride)) : default;
                    b1 = columns > 1 ? S.Load(b + (1 * tile.BColumnStride)) : default;
                    b2 = columns > 2 ? S.Load(b + (2 * tile.BColumnStride)) : default;
                    b3 = columns > 3 ? S.Load(b + (3 * tile.BColumnStride)) : default;
                }
                else
                {
                    a0 = rows > 0 ? S.LoadPart(a + (0 * tile.ARowStride), left) : default;
                    a1 = rows > 1 ? S.LoadPart(a + (1 * tile.ARowStride), left) : default;
                    a2 = rows > 2 ? S.LoadPart(a + (2 * tile.ARowStride), left) : default;
                    a3 = rows > 3 ? S.LoadPart(a + (3 * tile.ARowStride), left) : default;
                    b0 = columns > 0 ? S.LoadPart(b + (0 * tile.BColumnStride), left) : default;
                    b1 = columns > 1 ? S.LoadPart(b + (1 * tile.BColumnStride), left) : default;
                    b2 = columns > 2 ? S.LoadPart(b + (2 * tile.BColumnStride), left) : default;
                    b3 = columns > 3 ? S.LoadPart(b + (3 * tile.BColumnStride), left) : default;
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
                a += Parts;
                b += bMove;
            }

            var to = tile.C + part;
            Store(rows > 0 && columns > 0, to + (0 * tile.CStride) + (0 * Parts), s00);
            Store(rows > 0 && columns > 1, to + (0 * tile.CStride) + (1 * Parts), s01);
            Store(rows > 0 && columns > 2, to + (0 * tile.CStride) + (2 * Parts), s02);
            Store(rows > 0 && columns > 3, to + (0 * tile.CStride) + (3 * Parts), s03);
            Store(rows > 1 && columns > 0, to + (1 * tile.CStride) + (0 * Parts), s10);
            Store(rows > 1 && columns > 1, to + (1 * tile.CStride) + (1 * Parts), s11);
            Store(rows > 1 && columns > 2, to + (1 * tile.CStride) + (2 * Parts), s12);
            Store(rows > 1 && columns > 3, to + (1 * tile.CStride) + (3 * Parts), s13);
            Store(rows > 2 && columns > 0, to + (2 * tile.CStride) + (0 * Parts), s20);
            Store(rows > 2 && columns > 1, to + (2 * tile.CStride) + (1 * Parts), s21);
            Store(rows > 2 && columns > 2, to + (2 * tile.CStride) + (2 * Parts), s22);
            Store(rows > 2 && columns > 3, to + (2 * tile.CStride) + (3 * Parts), s23);
            Store(rows > 3 && columns > 0, to + (3 * tile.CStride) + (0 * Parts), s30);
            Store(rows > 3 && columns > 1, to + (3 * tile.CStride) + (1 * Parts), s31);
            Store(rows > 3 && columns > 2, to + (3 * tile.CStride) + (2 * Parts), s32);
            Store(rows > 3 && columns > 3, to + (3 * tile.CStride) + (3 * Parts), s33);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate(bool isSum, V a, V b, ref V sum)
    {
        if (isSum)
        {
            sum = S.MultiplyAdd(a, b, sum);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(bool isSum, T* to, V sum)
    {
        if (isSum)
        {
            S.Store(to, sum);
        }
    }
}
