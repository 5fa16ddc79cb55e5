using System.Numerics;
using System.Runtime.CompilerServices;

namespace FunctionalMlp.Kernels;

/// <summary>
/// A product whose A is a single row: as many vectors of columns at once as there are registers for their sums, so that B is read once,
/// from front to back. Each element is the same chain over k as in every product.
/// </summary>
internal static unsafe class RowProduct<T, V, S>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged
    where S : struct, ISimd<T, V>
{
    // More than half of the registers, or B would be read in narrow strips.
    private static int MaxVectors => S.TileRows == 12 ? 16 : 8;

    /// <summary>Whether the product is one for this kernel.</summary>
    internal static bool Suits(in Product<T> product) =>
        product.Rows == 1 && product.BColumnStride == 1 && product.BOrder == null;

    /// <summary>Computes the product, plus a bias for each column unless it is null; without the zeros of A if asked, which takes a finite B.</summary>
    internal static void Run(in Product<T> product, T* columnBias, bool skipsZeros)
    {
        var (depth, columns) = (product.Depth, product.Columns);
        var width = Division.Up(columns, S.Lanes) * S.Lanes;
        var end = ((nint)(depth - 1) * product.BStep) + columns;
        var inPlace = depth == 0 || end < width ? 0 : (int)Math.Min(depth, ((end - width) / product.BStep) + 1);
        var rest = depth - inPlace;
        var sums = (T*)Scratch.Rent(((nint)(1 + rest) * width * sizeof(T)) + ((nint)depth * sizeof(int)));
        var steps = (int*)(sums + ((1 + rest) * width));

        // Whole vectors are read as far as B goes; the rows behind are copied.
        var copy = sums + width;
        for (var k = 0; k < rest; k++)
        {
            Copy(columns, product.B + ((inPlace + k) * product.BStep), copy + (k * width));
        }

        var count = skipsZeros ? FindNonZeros(product, steps) : FindAll(depth, steps);
        Run(product, columnBias, inPlace, steps, count, sums, copy);

        // fma(0, b, c) = c but for the sign of a zero, which nothing that follows would make good.
        if (count < depth && HasZero(columns, sums))
        {
            Run(product, columnBias, inPlace, steps, FindAll(depth, steps), sums, copy);
        }

        new ReadOnlySpan<T>(sums, columns).CopyTo(new Span<T>(product.C, columns));
    }

    [MethodImpl(Hardware.Kernel)]
    private static int FindNonZeros(in Product<T> product, int* steps)
    {
        var count = 0;
        var a = product.A;
        for (var k = 0; k < product.Depth; k++, a += product.AStep)
        {
            // Without a branch, for nobody could predict it. Doubling drops the sign.
            steps[count] = k;
            count += typeof(T) == typeof(float) ? (*(uint*)a * 2 != 0 ? 1 : 0) : (*(ulong*)a * 2 != 0 ? 1 : 0);
        }

        return count;
    }

    private static int FindAll(int depth, int* steps)
    {
        for (var k = 0; k < depth; k++)
        {
            steps[k] = k;
        }

        return depth;
    }

    private static bool HasZero(int columns, T* sums)
    {
        var zero = S.Broadcast(T.Zero);
        var smallest = S.Broadcast(T.One);
        for (var column = 0; column < columns; column += S.Lanes)
        {
            smallest = S.Select(S.AreEqual(S.Load(sums + column), zero), zero, smallest);
        }

        var lanes = (T*)&smallest;
        for (var lane = 0; lane < S.Lanes; lane++)
        {
            if (lanes[lane] == T.Zero)
            {
                return true;
            }
        }

        return false;
    }

    private static void Copy(int columns, T* from, T* to)
    {
        for (var column = 0; column < columns; column += S.Lanes)
        {
            S.Store(to + column, S.LoadPart(from + column, Math.Min(S.Lanes, columns - column)));
        }
    }

    /// <summary>The sums over some steps of k: first those whose rows of B lie in place, then the copied ones.</summary>
    private static void Run(in Product<T> product, T* columnBias, int inPlace, int* steps, int count, T* sums, T* copy)
    {
        var width = Division.Up(product.Columns, S.Lanes) * S.Lanes;
        if (columnBias == null)
        {
            new Span<T>(sums, width).Fill(product.Bias == null ? T.Zero : *product.Bias);
        }
        else
        {
            Copy(product.Columns, columnBias, sums);
        }

        var behind = count;
        while (behind > 0 && steps[behind - 1] >= inPlace)
        {
            behind--;
        }

        RunColumns(product, product.B, product.BStep, steps, behind, width, sums);
        RunColumns(product, copy - (inPlace * width), width, steps + behind, count - behind, width, sums);
    }

    private static void RunColumns(in Product<T> product, T* b, nint bStep, int* steps, int count, int width, T* sums)
    {
        var column = 0;
        while (column < width && count > 0)
        {
            var vectors = Math.Min(MaxVectors, (width - column) / S.Lanes);
            vectors = (int)BitOperations.RoundUpToPowerOf2((uint)vectors + 1) / 2;
            switch (vectors)
            {
                case 16:
                    RunColumns<N16>(product, b + column, bStep, steps, count, sums + column);
                    break;
                case 8:
                    RunColumns<N8>(product, b + column, bStep, steps, count, sums + column);
                    break;
                case 4:
                    RunColumns<N4>(product, b + column, bStep, steps, count, sums + column);
                    break;
                case 2:
                    RunColumns<N2>(product, b + column, bStep, steps, count, sums + column);
                    break;
                default:
                    RunColumns<N1>(product, b + column, bStep, steps, count, sums + column);
                    break;
            }

            column += vectors * S.Lanes;
        }
    }

    [MethodImpl(Hardware.Kernel)]
    private static void RunColumns<TVectors>(in Product<T> product, T* b, nint bStep, int* steps, int count, T* sums)
        where TVectors : struct, INumber
    {
        // Constants of the instantiation: what does not belong to it is compiled away.
        var vectors = TVectors.Value;
        Load(vectors > 0, sums + (0 * S.Lanes), out var c0);
        Load(vectors > 1, sums + (1 * S.Lanes), out var c1);
        Load(vectors > 2, sums + (2 * S.Lanes), out var c2);
        Load(vectors > 3, sums + (3 * S.Lanes), out var c3);
        Load(vectors > 4, sums + (4 * S.Lanes), out var c4);
        Load(vectors > 5, sums + (5 * S.Lanes), out var c5);
        Load(vectors > 6, sums + (6 * S.Lanes), out var c6);
        Load(vectors > 7, sums + (7 * S.Lanes), out var c7);
        Load(vectors > 8, sums + (8 * S.Lanes), out var c8);
        Load(vectors > 9, sums + (9 * S.Lanes), out var c9);
        Load(vectors > 10, sums + (10 * S.Lanes), out var c10);
        Load(vectors > 11, sums + (11 * S.Lanes), out var c11);
        Load(vectors > 12, sums + (12 * S.Lanes), out var c12);
        Load(vectors > 13, sums + (13 * S.Lanes), out var c13);
        Load(vectors > 14, sums + (14 * S.Lanes), out var c14);
        Load(vectors > 15, sums + (15 * S.Lanes), out var c15);
        var a = product.A;
        var aStep = product.AStep;
        for (; count > 0; count--, steps++)
        {
            var value = S.Broadcast(a[*steps * aStep]);
            var row = b + (*steps * bStep);
            Accumulate(vectors > 0, value, row + (0 * S.Lanes), ref c0);
            Accumulate(vectors > 1, value, row + (1 * S.Lanes), ref c1);
            Accumulate(vectors > 2, value, row + (2 * S.Lanes), ref c2);
            Accumulate(vectors > 3, value, row + (3 * S.Lanes), ref c3);
            Accumulate(vectors > 4, value, row + (4 * S.Lanes), ref c4);
            Accumulate(vectors > 5, value, row + (5 * S.Lanes), ref c5);
            Accumulate(vectors > 6, value, row + (6 * S.Lanes), ref c6);
            Accumulate(vectors > 7, value, row + (7 * S.Lanes), ref c7);
            Accumulate(vectors > 8, value, row + (8 * S.Lanes), ref c8);
            Accumulate(vectors > 9, value, row + (9 * S.Lanes), ref c9);
            Accumulate(vectors > 10, value, row + (10 * S.Lanes), ref c10);
            Accumulate(vectors > 11, value, row + (11 * S.Lanes), ref c11);
            Accumulate(vectors > 12, value, row + (12 * S.Lanes), ref c12);
            Accumulate(vectors > 13, value, row + (13 * S.Lanes), ref c13);
            Accumulate(vectors > 14, value, row + (14 * S.Lanes), ref c14);
            Accumulate(vectors > 15, value, row + (15 * S.Lanes), ref c15);
        }

        Store(vectors > 0, sums + (0 * S.Lanes), c0);
        Store(vectors > 1, sums + (1 * S.Lanes), c1);
        Store(vectors > 2, sums + (2 * S.Lanes), c2);
        Store(vectors > 3, sums + (3 * S.Lanes), c3);
        Store(vectors > 4, sums + (4 * S.Lanes), c4);
        Store(vectors > 5, sums + (5 * S.Lanes), c5);
        Store(vectors > 6, sums + (6 * S.Lanes), c6);
        Store(vectors > 7, sums + (7 * S.Lanes), c7);
        Store(vectors > 8, sums + (8 * S.Lanes), c8);
        Store(vectors > 9, sums + (9 * S.Lanes), c9);
        Store(vectors > 10, sums + (10 * S.Lanes), c10);
        Store(vectors > 11, sums + (11 * S.Lanes), c11);
        Store(vectors > 12, sums + (12 * S.Lanes), c12);
        Store(vectors > 13, sums + (13 * S.Lanes), c13);
        Store(vectors > 14, sums + (14 * S.Lanes), c14);
        Store(vectors > 15, sums + (15 * S.Lanes), c15);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load(bool isVector, T* from, out V c) => c = isVector ? S.Load(from) : default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate(bool isVector, V value, T* b, ref V c)
    {
        if (isVector)
        {
            c = S.MultiplyAdd(value, S.Load(b), c);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(bool isVector, T* to, V c)
    {
        if (isVector)
        {
            S.Store(to, c);
        }
    }
}
