using System.Numerics;
using System.Runtime.CompilerServices;

namespace FunctionalMlp.Kernels;

/// <summary>
/// The innermost loop of a product whose B has many zeros: four columns of C, held in registers, with the rows of C as lanes, while the steps k of a list run.
/// Each element is the chain of every product, without those steps that would have multiplied by zero.
/// </summary>
internal static unsafe class SparseTile<T, V, S>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged
    where S : struct, ISimd<T, V>
{
    /// <summary>Columns of C.</summary>
    internal const int Columns = 4;

    /// <summary>The most vectors that a column of the tile is long: as many sums as a dense tile has.</summary>
    internal static int MaxVectors => S.TileRows / 2;

    internal static void Run(int vectors, Operands* at)
    {
        switch (vectors)
        {
            case 1:
                Run<N1>(at);
                break;
            case 2:
                Run<N2>(at);
                break;
            case 3:
                Run<N3>(at);
                break;
            case 4:
                Run<N4>(at);
                break;
            case 5:
                Run<N5>(at);
                break;
            case 6:
                Run<N6>(at);
                break;
        }
    }

    [MethodImpl(Hardware.Kernel)]
    private static void Run<TVectors>(Operands* at)
        where TVectors : struct, INumber
    {
        // A constant of the instantiation, as in the dense tile.
        var vectors = TVectors.Value;
        V a0,
            a1,
            a2,
            a3,
            a4,
            a5;
        var initial = at->Initial;
        a0 = Load(vectors > 0, initial);
        a1 = Load(vectors > 1, initial + (1 * S.Lanes));
        a2 = Load(vectors > 2, initial + (2 * S.Lanes));
        a3 = Load(vectors > 3, initial + (3 * S.Lanes));
        a4 = Load(vectors > 4, initial + (4 * S.Lanes));
        a5 = Load(vectors > 5, initial + (5 * S.Lanes));
        V b0 = a0,
            b1 = a1,
            b2 = a2,
            b3 = a3,
            b4 = a4,
            b5 = a5;
        V c0 = a0,
            c1 = a1,
            c2 = a2,
            c3 = a3,
            c4 = a4,
            c5 = a5;
        V d0 = a0,
            d1 = a1,
            d2 = a2,
            d3 = a3,
            d4 = a4,
            d5 = a5;
        var panel = at->A;
        var width = (nint)vectors * S.Lanes;
        var x0 = at->B0;
        var x1 = at->B1;
        var x2 = at->B2;
        var x3 = at->B3;
        var offsets = at->Offsets;
        var end = at->Steps + at->Count;
        for (var step = at->Steps; step < end; step++)
        {
            var a = panel + (*step * width);
            var k = offsets[*step];
            if (vectors <= 3)
            {
                // Column by column: half of the machines have 16 registers, and twelve sums, three vectors and one factor fill them.
                var v0 = S.Load(a);
                var v1 = vectors > 1 ? S.Load(a + (1 * S.Lanes)) : default;
                var v2 = vectors > 2 ? S.Load(a + (2 * S.Lanes)) : default;
                AccumulateColumn(vectors, S.Broadcast(x0[k]), v0, v1, v2, ref a0, ref a1, ref a2);
                AccumulateColumn(vectors, S.Broadcast(x1[k]), v0, v1, v2, ref b0, ref b1, ref b2);
                AccumulateColumn(vectors, S.Broadcast(x2[k]), v0, v1, v2, ref c0, ref c1, ref c2);
                AccumulateColumn(vectors, S.Broadcast(x3[k]), v0, v1, v2, ref d0, ref d1, ref d2);
                continue;
            }

            var (b, c, d) = (S.Broadcast(x1[k]), S.Broadcast(x2[k]), S.Broadcast(x3[k]));
            var first = S.Broadcast(x0[k]);
            Accumulate(true, a, first, b, c, d, ref a0, ref b0, ref c0, ref d0);
            Accumulate(true, a + (1 * S.Lanes), first, b, c, d, ref a1, ref b1, ref c1, ref d1);
            Accumulate(true, a + (2 * S.Lanes), first, b, c, d, ref a2, ref b2, ref c2, ref d2);
            Accumulate(vectors > 3, a + (3 * S.Lanes), first, b, c, d, ref a3, ref b3, ref c3, ref d3);
            Accumulate(vectors > 4, a + (4 * S.Lanes), first, b, c, d, ref a4, ref b4, ref c4, ref d4);
            Accumulate(vectors > 5, a + (5 * S.Lanes), first, b, c, d, ref a5, ref b5, ref c5, ref d5);
        }

        Store(vectors, at->C0, a0, a1, a2, a3, a4, a5);
        Store(vectors, at->C1, b0, b1, b2, b3, b4, b5);
        Store(vectors, at->C2, c0, c1, c2, c3, c4, c5);
        Store(vectors, at->C3, d0, d1, d2, d3, d4, d5);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Load(bool isVector, T* from) => isVector ? S.Load(from) : default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate(bool isVector, T* a, V x0, V x1, V x2, V x3, ref V c0, ref V c1, ref V c2, ref V c3)
    {
        if (isVector)
        {
            var value = S.Load(a);
            c0 = S.MultiplyAdd(value, x0, c0);
            c1 = S.MultiplyAdd(value, x1, c1);
            c2 = S.MultiplyAdd(value, x2, c2);
            c3 = S.MultiplyAdd(value, x3, c3);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AccumulateColumn(int vectors, V x, V v0, V v1, V v2, ref V c0, ref V c1, ref V c2)
    {
        c0 = S.MultiplyAdd(v0, x, c0);
        if (vectors > 1)
        {
            c1 = S.MultiplyAdd(v1, x, c1);
        }

        if (vectors > 2)
        {
            c2 = S.MultiplyAdd(v2, x, c2);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(int vectors, T* to, V v0, V v1, V v2, V v3, V v4, V v5)
    {
        StoreOne(vectors > 0, to, v0);
        StoreOne(vectors > 1, to + (1 * S.Lanes), v1);
        StoreOne(vectors > 2, to + (2 * S.Lanes), v2);
        StoreOne(vectors > 3, to + (3 * S.Lanes), v3);
        StoreOne(vectors > 4, to + (4 * S.Lanes), v4);
        StoreOne(vectors > 5, to + (5 * S.Lanes), v5);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreOne(bool isVector, T* to, V value)
    {
        if (isVector)
        {
            S.Store(to, value);
        }
    }

    /// <summary>What a tile reads and writes.</summary>
    internal struct Operands
    {
        /// <summary>The transpose of the tile's rows of A: for each k as many numbers as the tile has rows.</summary>
        internal T* A;

        /// <summary>Four columns of B.</summary>
        internal T* B0;
        internal T* B1;
        internal T* B2;
        internal T* B3;

        /// <summary>For each k, how many elements behind the columns' first one its own are.</summary>
        internal nint* Offsets;

        /// <summary>The steps k to take, in their order.</summary>
        internal ushort* Steps;
        internal int Count;

        /// <summary>What the sums start from, a number for each row.</summary>
        internal T* Initial;

        /// <summary>Receive the four columns of C.</summary>
        internal T* C0;
        internal T* C1;
        internal T* C2;
        internal T* C3;
    }
}
