using System.Numerics;
using System.Runtime.CompilerServices;

namespace FunctionalMlp.Kernels;

/// <summary>
/// A product of small depth and few columns, as narrow layers have them forward and back: all of B stays in registers while the rows of A run
/// past it. Each element is the same chain over k as in every product.
/// </summary>
internal static unsafe class ShallowProduct<T, V, S>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged
    where S : struct, ISimd<T, V>
{
    private const int MaxDepth = 12;
    private const int MaxVectors = Tile<T, V, S>.MaxVectors;

    /// <summary>Whether the product is one for this kernel: all of B, a row of sums and the bias fill no more registers than a tile.</summary>
    internal static bool Suits(in Product<T> product) =>
        product.Columns <= MaxVectors * S.Lanes
        && product.Depth > 0
        && product.Depth <= Math.Min(MaxDepth, S.TileRows * MaxVectors / Vectors(product));

    internal static void Run(in Product<T> product)
    {
        var vectors = Vectors(product);
        var packed = (T*)Scratch.Rent((MaxDepth + 1) * MaxVectors * S.Lanes * sizeof(T));
        Pack(product, vectors, packed);
        if (vectors == 1)
        {
            RunRows<N1>(product, packed);
        }
        else
        {
            RunRows<N2>(product, packed);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Vectors(in Product<T> product) => product.Columns > S.Lanes ? 2 : 1;

    /// <summary>The bias, then the rows of B, in whole vectors.</summary>
    [MethodImpl(Hardware.Kernel)]
    private static void Pack(in Product<T> product, int vectors, T* packed)
    {
        for (var vector = 0; vector < vectors; vector++)
        {
            var column = vector * S.Lanes;
            var count = Math.Min(S.Lanes, product.Columns - column);
            var to = packed + column;
            S.Store(to, product.Bias == null ? default : S.LoadPart(product.Bias + column, count));
            var from = product.B + (column * product.BColumnStride);
            for (var k = 0; k < product.Depth; k++)
            {
                to += vectors * S.Lanes;
                S.Store(
                    to,
                    product.BColumnStride == 1 ? S.LoadPart(from, count) : S.Gather(from, product.BColumnStride, count)
                );
                from += product.BStep;
            }
        }
    }

    private static void RunRows<TVectors>(in Product<T> product, T* packed)
        where TVectors : struct, INumber
    {
        switch (product.Depth)
        {
            case 1:
                RunRows<N1, TVectors>(product, packed);
                break;
            case 2:
                RunRows<N2, TVectors>(product, packed);
                break;
            case 3:
                RunRows<N3, TVectors>(product, packed);
                break;
            case 4:
                RunRows<N4, TVectors>(product, packed);
                break;
            case 5:
                RunRows<N5, TVectors>(product, packed);
                break;
            case 6:
                RunRows<N6, TVectors>(product, packed);
                break;
            case 7:
                RunRows<N7, TVectors>(product, packed);
                break;
            case 8:
                RunRows<N8, TVectors>(product, packed);
                break;
            case 9:
                RunRows<N9, TVectors>(product, packed);
                break;
            case 10:
                RunRows<N10, TVectors>(product, packed);
                break;
            case 11:
                RunRows<N11, TVectors>(product, packed);
                break;
            case 12:
                RunRows<N12, TVectors>(product, packed);
                break;
        }
    }

    [MethodImpl(Hardware.Kernel)]
    private static void RunRows<TDepth, TVectors>(in Product<T> product, T* packed)
        where TDepth : struct, INumber
        where TVectors : struct, INumber
    {
        // Constants of the instantiation: what does not belong to the shape is compiled away.
        var depth = TDepth.Value;
        var two = TVectors.Value == 2;
        Load(true, two, packed, 0, out var biasC, out var biasD);
        Load(depth > 0, two, packed, 1, out var c0, out var d0);
        Load(depth > 1, two, packed, 2, out var c1, out var d1);
        Load(depth > 2, two, packed, 3, out var c2, out var d2);
        Load(depth > 3, two, packed, 4, out var c3, out var d3);
        Load(depth > 4, two, packed, 5, out var c4, out var d4);
        Load(depth > 5, two, packed, 6, out var c5, out var d5);
        Load(depth > 6, two, packed, 7, out var c6, out var d6);
        Load(depth > 7, two, packed, 8, out var c7, out var d7);
        Load(depth > 8, two, packed, 9, out var c8, out var d8);
        Load(depth > 9, two, packed, 10, out var c9, out var d9);
        Load(depth > 10, two, packed, 11, out var c10, out var d10);
        Load(depth > 11, two, packed, 12, out var c11, out var d11);
        var a = product.A;
        var aRow = product.ARowStride;
        var aStep = product.AStep;
        var to = product.C;
        var toStride = product.CStride;
        var last = product.Columns - (two ? S.Lanes : 0);
        for (var row = product.Rows; row > 0; row--)
        {
            var c = biasC;
            var d = biasD;
            var at = a;
            Accumulate(depth > 0, two, ref at, aStep, c0, d0, ref c, ref d);
            Accumulate(depth > 1, two, ref at, aStep, c1, d1, ref c, ref d);
            Accumulate(depth > 2, two, ref at, aStep, c2, d2, ref c, ref d);
            Accumulate(depth > 3, two, ref at, aStep, c3, d3, ref c, ref d);
            Accumulate(depth > 4, two, ref at, aStep, c4, d4, ref c, ref d);
            Accumulate(depth > 5, two, ref at, aStep, c5, d5, ref c, ref d);
            Accumulate(depth > 6, two, ref at, aStep, c6, d6, ref c, ref d);
            Accumulate(depth > 7, two, ref at, aStep, c7, d7, ref c, ref d);
            Accumulate(depth > 8, two, ref at, aStep, c8, d8, ref c, ref d);
            Accumulate(depth > 9, two, ref at, aStep, c9, d9, ref c, ref d);
            Accumulate(depth > 10, two, ref at, aStep, c10, d10, ref c, ref d);
            Accumulate(depth > 11, two, ref at, aStep, c11, d11, ref c, ref d);
            if (two)
            {
                S.Store(to, c);
                Store(to + S.Lanes, d, last);
            }
            else
            {
                Store(to, c, last);
            }

            a += aRow;
            to += toStride;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load(bool isRow, bool two, T* packed, int row, out V c, out V d)
    {
        var from = packed + (row * (two ? 2 : 1) * S.Lanes);
        c = isRow ? S.Load(from) : default;
        d = isRow && two ? S.Load(from + S.Lanes) : default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate(bool isRow, bool two, ref T* a, nint aStep, V rowC, V rowD, ref V c, ref V d)
    {
        if (isRow)
        {
            var value = S.Broadcast(*a);
            a += aStep;
            c = S.MultiplyAdd(value, rowC, c);
            if (two)
            {
                d = S.MultiplyAdd(value, rowD, d);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(T* to, V value, int count)
    {
        if (count == S.Lanes)
        {
            S.Store(to, value);
        }
        else
        {
            S.StorePart(to, value, count);
        }
    }
}
