using System.Numerics;
using System.Runtime.CompilerServices;

namespace FunctionalMlp.Kernels;

/// <summary>
/// The innermost loop of every product: a tile of C, held in registers while k runs. Each element of C is the chain
/// acc = fma(a_k, b_k, acc) in the order of k, so its bits do not depend on the width of the vectors or the shape of the tile.
/// </summary>
internal static unsafe class Tile<T, V, S>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged
    where S : struct, ISimd<T, V>
{
    /// <summary>The most vectors that a tile is wide.</summary>
    internal const int MaxVectors = 2;

    /// <summary>Runs a tile whose last vector may reach over the border of C: its memory beyond is not touched.</summary>
    internal static void Run(int rows, int columns, Operands* at)
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

    private static void RunWhole(int rows, int vectors, Operands* at)
    {
        if (vectors == 2)
        {
            Run<N2>(rows, at);
        }
        else
        {
            Run<N1>(rows, at);
        }
    }

    private static void Run<TVectors>(int rows, Operands* at)
        where TVectors : struct, INumber
    {
        switch (rows)
        {
            case 1:
                Run<N1, TVectors>(at);
                break;
            case 2:
                Run<N2, TVectors>(at);
                break;
            case 3:
                Run<N3, TVectors>(at);
                break;
            case 4:
                Run<N4, TVectors>(at);
                break;
            case 5:
                Run<N5, TVectors>(at);
                break;
            case 6:
                Run<N6, TVectors>(at);
                break;
            case 7:
                Run<N7, TVectors>(at);
                break;
            case 8:
                Run<N8, TVectors>(at);
                break;
            case 9:
                Run<N9, TVectors>(at);
                break;
            case 10:
                Run<N10, TVectors>(at);
                break;
            case 11:
                Run<N11, TVectors>(at);
                break;
            case 12:
                Run<N12, TVectors>(at);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TRows, TVectors>(Operands* at)
        where TRows : struct, INumber
        where TVectors : struct, INumber
    {
        // Constants of the instantiation: what does not belong to the shape is compiled away.
        var rows = TRows.Value;
        var two = TVectors.Value == 2;
        var lanes = S.Lanes;

        V c0 = default,
            d0 = default;
        V c1 = default,
            d1 = default;
        V c2 = default,
            d2 = default;
        V c3 = default,
            d3 = default;
        V c4 = default,
            d4 = default;
        V c5 = default,
            d5 = default;
        V c6 = default,
            d6 = default;
        V c7 = default,
            d7 = default;
        V c8 = default,
            d8 = default;
        V c9 = default,
            d9 = default;
        V c10 = default,
            d10 = default;
        V c11 = default,
            d11 = default;
        var initial = at->Initial;
        c0 = S.Load(initial);
        if (two)
        {
            d0 = S.Load(initial + lanes);
        }
        if (rows > 1)
        {
            initial += at->InitialStride;
            c1 = S.Load(initial);
            if (two)
            {
                d1 = S.Load(initial + lanes);
            }
        }
        if (rows > 2)
        {
            initial += at->InitialStride;
            c2 = S.Load(initial);
            if (two)
            {
                d2 = S.Load(initial + lanes);
            }
        }
        if (rows > 3)
        {
            initial += at->InitialStride;
            c3 = S.Load(initial);
            if (two)
            {
                d3 = S.Load(initial + lanes);
            }
        }
        if (rows > 4)
        {
            initial += at->InitialStride;
            c4 = S.Load(initial);
            if (two)
            {
                d4 = S.Load(initial + lanes);
            }
        }
        if (rows > 5)
        {
            initial += at->InitialStride;
            c5 = S.Load(initial);
            if (two)
            {
                d5 = S.Load(initial + lanes);
            }
        }
        if (rows > 6)
        {
            initial += at->InitialStride;
            c6 = S.Load(initial);
            if (two)
            {
                d6 = S.Load(initial + lanes);
            }
        }
        if (rows > 7)
        {
            initial += at->InitialStride;
            c7 = S.Load(initial);
            if (two)
            {
                d7 = S.Load(initial + lanes);
            }
        }
        if (rows > 8)
        {
            initial += at->InitialStride;
            c8 = S.Load(initial);
            if (two)
            {
                d8 = S.Load(initial + lanes);
            }
        }
        if (rows > 9)
        {
            initial += at->InitialStride;
            c9 = S.Load(initial);
            if (two)
            {
                d9 = S.Load(initial + lanes);
            }
        }
        if (rows > 10)
        {
            initial += at->InitialStride;
            c10 = S.Load(initial);
            if (two)
            {
                d10 = S.Load(initial + lanes);
            }
        }
        if (rows > 11)
        {
            initial += at->InitialStride;
            c11 = S.Load(initial);
            if (two)
            {
                d11 = S.Load(initial + lanes);
            }
        }

        var a = at->A;
        var aRow = at->ARowStride;
        var a3 = a + 3 * aRow;
        var a6 = a + 6 * aRow;
        var a9 = a + 9 * aRow;
        var aStep = at->AStep;
        var b = at->B;
        var bStep = at->BStep;
        for (var k = at->Depth; k > 0; k--)
        {
            var b0 = S.Load(b);
            var b1 = two ? S.Load(b + lanes) : default;
            if (rows > 0)
            {
                var x = S.Broadcast(a[0]);
                c0 = S.MultiplyAdd(x, b0, c0);
                if (two)
                {
                    d0 = S.MultiplyAdd(x, b1, d0);
                }
            }
            if (rows > 1)
            {
                var x = S.Broadcast(a[aRow]);
                c1 = S.MultiplyAdd(x, b0, c1);
                if (two)
                {
                    d1 = S.MultiplyAdd(x, b1, d1);
                }
            }
            if (rows > 2)
            {
                var x = S.Broadcast(a[2 * aRow]);
                c2 = S.MultiplyAdd(x, b0, c2);
                if (two)
                {
                    d2 = S.MultiplyAdd(x, b1, d2);
                }
            }
            if (rows > 3)
            {
                var x = S.Broadcast(a3[0]);
                c3 = S.MultiplyAdd(x, b0, c3);
                if (two)
                {
                    d3 = S.MultiplyAdd(x, b1, d3);
                }
            }
            if (rows > 4)
            {
                var x = S.Broadcast(a3[aRow]);
                c4 = S.MultiplyAdd(x, b0, c4);
                if (two)
                {
                    d4 = S.MultiplyAdd(x, b1, d4);
                }
            }
            if (rows > 5)
            {
                var x = S.Broadcast(a3[2 * aRow]);
                c5 = S.MultiplyAdd(x, b0, c5);
                if (two)
                {
                    d5 = S.MultiplyAdd(x, b1, d5);
                }
            }
            if (rows > 6)
            {
                var x = S.Broadcast(a6[0]);
                c6 = S.MultiplyAdd(x, b0, c6);
                if (two)
                {
                    d6 = S.MultiplyAdd(x, b1, d6);
                }
            }
            if (rows > 7)
            {
                var x = S.Broadcast(a6[aRow]);
                c7 = S.MultiplyAdd(x, b0, c7);
                if (two)
                {
                    d7 = S.MultiplyAdd(x, b1, d7);
                }
            }
            if (rows > 8)
            {
                var x = S.Broadcast(a6[2 * aRow]);
                c8 = S.MultiplyAdd(x, b0, c8);
                if (two)
                {
                    d8 = S.MultiplyAdd(x, b1, d8);
                }
            }
            if (rows > 9)
            {
                var x = S.Broadcast(a9[0]);
                c9 = S.MultiplyAdd(x, b0, c9);
                if (two)
                {
                    d9 = S.MultiplyAdd(x, b1, d9);
                }
            }
            if (rows > 10)
            {
                var x = S.Broadcast(a9[aRow]);
                c10 = S.MultiplyAdd(x, b0, c10);
                if (two)
                {
                    d10 = S.MultiplyAdd(x, b1, d10);
                }
            }
            if (rows > 11)
            {
                var x = S.Broadcast(a9[2 * aRow]);
                c11 = S.MultiplyAdd(x, b0, c11);
                if (two)
                {
                    d11 = S.MultiplyAdd(x, b1, d11);
                }
            }
            a += aStep;
            if (rows > 3)
            {
                a3 += aStep;
            }
            if (rows > 6)
            {
                a6 += aStep;
            }
            if (rows > 9)
            {
                a9 += aStep;
            }
            b += bStep;
        }

        var c = at->C;
        S.Store(c, c0);
        if (two)
        {
            S.Store(c + lanes, d0);
        }
        if (rows > 1)
        {
            c += at->CStride;
            S.Store(c, c1);
            if (two)
            {
                S.Store(c + lanes, d1);
            }
        }
        if (rows > 2)
        {
            c += at->CStride;
            S.Store(c, c2);
            if (two)
            {
                S.Store(c + lanes, d2);
            }
        }
        if (rows > 3)
        {
            c += at->CStride;
            S.Store(c, c3);
            if (two)
            {
                S.Store(c + lanes, d3);
            }
        }
        if (rows > 4)
        {
            c += at->CStride;
            S.Store(c, c4);
            if (two)
            {
                S.Store(c + lanes, d4);
            }
        }
        if (rows > 5)
        {
            c += at->CStride;
            S.Store(c, c5);
            if (two)
            {
                S.Store(c + lanes, d5);
            }
        }
        if (rows > 6)
        {
            c += at->CStride;
            S.Store(c, c6);
            if (two)
            {
                S.Store(c + lanes, d6);
            }
        }
        if (rows > 7)
        {
            c += at->CStride;
            S.Store(c, c7);
            if (two)
            {
                S.Store(c + lanes, d7);
            }
        }
        if (rows > 8)
        {
            c += at->CStride;
            S.Store(c, c8);
            if (two)
            {
                S.Store(c + lanes, d8);
            }
        }
        if (rows > 9)
        {
            c += at->CStride;
            S.Store(c, c9);
            if (two)
            {
                S.Store(c + lanes, d9);
            }
        }
        if (rows > 10)
        {
            c += at->CStride;
            S.Store(c, c10);
            if (two)
            {
                S.Store(c + lanes, d10);
            }
        }
        if (rows > 11)
        {
            c += at->CStride;
            S.Store(c, c11);
            if (two)
            {
                S.Store(c + lanes, d11);
            }
        }
    }

    /// <summary>What a tile reads and writes. Strides count elements.</summary>
    internal struct Operands
    {
        /// <summary>The tile's first element of A; element (i, k) is i row strides and k steps further.</summary>
        internal T* A;
        internal nint ARowStride;
        internal nint AStep;

        /// <summary>The tile's first element of B; its vectors for k are k steps further, and readable in whole vectors.</summary>
        internal T* B;
        internal nint BStep;

        /// <summary>How many products each element sums.</summary>
        internal nint Depth;

        /// <summary>What the sums start from: C itself, or a row (stride 0) that is readable in whole vectors.</summary>
        internal T* Initial;
        internal nint InitialStride;
        internal bool InitialIsC;

        internal T* C;
        internal nint CStride;

        /// <summary>Room for a whole tile.</summary>
        internal T* Scratch;
    }
}
