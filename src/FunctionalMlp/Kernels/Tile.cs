using System.Numerics;
using System.Runtime.CompilerServices;

namespace FunctionalMlp.Kernels;

/// <summary>
/// The innermost loop of every product: a tile of C, held in registers while k runs. Each element of C is a chain
/// of fused multiply-adds in the order of k, so its bits do not depend on the width of the vectors or the shape of the tile.
/// </summary>
internal static unsafe class Tile<T, V, S>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged
    where S : struct, ISimd<T, V>
{
    /// <summary>The most vectors that a tile is wide.</summary>
    internal const int MaxVectors = 2;

    // So far ahead, rows of B that lie pages apart arrive in time.
    private const int KsAhead = 16;

    /// <summary>Runs a tile whose last vector may reach over the border of C: its memory beyond is not touched.</summary>
    internal static void Run(int rows, int columns, TileOperands<T>* at)
    {
        var vectors = columns > S.Lanes ? 2 : 1;
        var lastLanes = columns - ((vectors - 1) * S.Lanes);
        if (lastLanes == S.Lanes)
        {
            RunWhole(rows, vectors, at);
            return;
        }

        // The sums start from and end in a tile of scratch memory.
        var inside = *at;
        var scratch = inside.Scratch;
        inside.C = scratch;
        inside.CStride = MaxVectors * S.Lanes;
        if (inside.InitialIsC)
        {
            for (var row = 0; row < rows; row++)
            {
                var from = at->C + (row * at->CStride);
                var to = scratch + (row * inside.CStride);
                for (var column = 0; column < columns; column++)
                {
                    to[column] = from[column];
                }
            }

            inside.Initial = scratch;
            inside.InitialStride = inside.CStride;
        }

        RunWhole(rows, vectors, &inside);
        for (var row = 0; row < rows; row++)
        {
            var from = scratch + (row * inside.CStride);
            var to = at->C + (row * at->CStride);
            if (vectors == 2)
            {
                S.Store(to, S.Load(from));
                from += S.Lanes;
                to += S.Lanes;
            }

            S.StorePart(to, S.Load(from), lastLanes);
        }
    }

    private static void RunWhole(int rows, int vectors, TileOperands<T>* at)
    {
        if (vectors == 1)
        {
            Run<N1, N0>(rows, at);
        }
        else if (at->Packed == null)
        {
            Run<N2, N0>(rows, at);
        }
        else
        {
            Run<N2, N1>(rows, at);
        }
    }

    private static void Run<TVectors, TPacked>(int rows, TileOperands<T>* at)
        where TVectors : struct, INumber
        where TPacked : struct, INumber
    {
        switch (rows)
        {
            case 1:
                Run<N1, TVectors, TPacked>(at);
                break;
            case 2:
                Run<N2, TVectors, TPacked>(at);
                break;
            case 3:
                Run<N3, TVectors, TPacked>(at);
                break;
            case 4:
                Run<N4, TVectors, TPacked>(at);
                break;
            case 5:
                Run<N5, TVectors, TPacked>(at);
                break;
            case 6:
                Run<N6, TVectors, TPacked>(at);
                break;
            case 7:
                Run<N7, TVectors, TPacked>(at);
                break;
            case 8:
                Run<N8, TVectors, TPacked>(at);
                break;
            case 9:
                Run<N9, TVectors, TPacked>(at);
                break;
            case 10:
                Run<N10, TVectors, TPacked>(at);
                break;
            case 11:
                Run<N11, TVectors, TPacked>(at);
                break;
            case 12:
                Run<N12, TVectors, TPacked>(at);
                break;
        }
    }

    [MethodImpl(Hardware.Kernel)]
    private static void Run<TRows, TVectors, TPacked>(TileOperands<T>* at)
        where TRows : struct, INumber
        where TVectors : struct, INumber
        where TPacked : struct, INumber
    {
        // Constants of the instantiation: what does not belong to the shape is compiled away.
        var rows = TRows.Value;
        var two = TVectors.Value == 2;
        var packs = TPacked.Value == 1;
        V c0,
            c1,
            c2,
            c3,
            c4,
            c5,
            c6,
            c7,
            c8,
            c9,
            c10,
            c11;
        V d0,
            d1,
            d2,
            d3,
            d4,
            d5,
            d6,
            d7,
            d8,
            d9,
            d10,
            d11;
        var from = at->Initial;
        var fromStride = at->InitialStride;
        Load(rows > 0, two, from + (0 * fromStride), out c0, out d0);
        Load(rows > 1, two, from + (1 * fromStride), out c1, out d1);
        Load(rows > 2, two, from + (2 * fromStride), out c2, out d2);
        Load(rows > 3, two, from + (3 * fromStride), out c3, out d3);
        Load(rows > 4, two, from + (4 * fromStride), out c4, out d4);
        Load(rows > 5, two, from + (5 * fromStride), out c5, out d5);
        Load(rows > 6, two, from + (6 * fromStride), out c6, out d6);
        Load(rows > 7, two, from + (7 * fromStride), out c7, out d7);
        Load(rows > 8, two, from + (8 * fromStride), out c8, out d8);
        Load(rows > 9, two, from + (9 * fromStride), out c9, out d9);
        Load(rows > 10, two, from + (10 * fromStride), out c10, out d10);
        Load(rows > 11, two, from + (11 * fromStride), out c11, out d11);

        var a0 = at->A;
        var aRow = at->ARowStride;
        var a3 = a0 + (3 * aRow);
        var a6 = a0 + (6 * aRow);
        var a9 = a0 + (9 * aRow);
        var aStep = at->AStep;
        var b = at->B;
        var bStep = at->BStep;
        var packed = at->Packed;
        var ahead = KsAhead * bStep;
        for (var k = at->Depth; k > 0; k--)
        {
            var b0 = S.Load(b);
            var b1 = two ? S.Load(b + S.Lanes) : default;
            if (packs)
            {
                // B's rows may begin anywhere in a cache line: the first line is the last one of the panel before.
                Hardware.FetchSoon(b + ahead + (S.Lanes - 1));
                Hardware.FetchSoon(b + ahead + ((2 * S.Lanes) - 1));
                S.Store(packed, b0);
                S.Store(packed + S.Lanes, b1);
                packed += 2 * S.Lanes;
            }

            Accumulate(rows > 0, two, a0, b0, b1, ref c0, ref d0);
            Accumulate(rows > 1, two, a0 + aRow, b0, b1, ref c1, ref d1);
            Accumulate(rows > 2, two, a0 + (2 * aRow), b0, b1, ref c2, ref d2);
            Accumulate(rows > 3, two, a3, b0, b1, ref c3, ref d3);
            Accumulate(rows > 4, two, a3 + aRow, b0, b1, ref c4, ref d4);
            Accumulate(rows > 5, two, a3 + (2 * aRow), b0, b1, ref c5, ref d5);
            Accumulate(rows > 6, two, a6, b0, b1, ref c6, ref d6);
            Accumulate(rows > 7, two, a6 + aRow, b0, b1, ref c7, ref d7);
            Accumulate(rows > 8, two, a6 + (2 * aRow), b0, b1, ref c8, ref d8);
            Accumulate(rows > 9, two, a9, b0, b1, ref c9, ref d9);
            Accumulate(rows > 10, two, a9 + aRow, b0, b1, ref c10, ref d10);
            Accumulate(rows > 11, two, a9 + (2 * aRow), b0, b1, ref c11, ref d11);
            a0 += aStep;
            a3 += aStep;
            a6 += aStep;
            a9 += aStep;
            b += bStep;
        }

        var to = at->C;
        var toStride = at->CStride;
        Store(rows > 0, two, to + (0 * toStride), c0, d0);
        Store(rows > 1, two, to + (1 * toStride), c1, d1);
        Store(rows > 2, two, to + (2 * toStride), c2, d2);
        Store(rows > 3, two, to + (3 * toStride), c3, d3);
        Store(rows > 4, two, to + (4 * toStride), c4, d4);
        Store(rows > 5, two, to + (5 * toStride), c5, d5);
        Store(rows > 6, two, to + (6 * toStride), c6, d6);
        Store(rows > 7, two, to + (7 * toStride), c7, d7);
        Store(rows > 8, two, to + (8 * toStride), c8, d8);
        Store(rows > 9, two, to + (9 * toStride), c9, d9);
        Store(rows > 10, two, to + (10 * toStride), c10, d10);
        Store(rows > 11, two, to + (11 * toStride), c11, d11);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load(bool isRow, bool two, T* from, out V c, out V d)
    {
        c = isRow ? S.Load(from) : default;
        d = isRow && two ? S.Load(from + S.Lanes) : default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate(bool isRow, bool two, T* a, V b0, V b1, ref V c, ref V d)
    {
        if (isRow)
        {
            var value = S.Broadcast(*a);
            c = S.MultiplyAdd(value, b0, c);
            if (two)
            {
                d = S.MultiplyAdd(value, b1, d);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(bool isRow, bool two, T* to, V c, V d)
    {
        if (isRow)
        {
            S.Store(to, c);
            if (two)
            {
                S.Store(to + S.Lanes, d);
            }
        }
    }
}
