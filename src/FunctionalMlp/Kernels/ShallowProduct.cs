using System.Numerics;
using System.Runtime.CompilerServices;
using FunctionalMlp.Activations;

namespace FunctionalMlp.Kernels;

/// <summary>
/// A product of small depth, as narrow layers have them forward and back: strip by strip of columns, all of B stays in registers while the rows of A run
/// past it. Each element is the same chain over k as in every product.
/// </summary>
internal static unsafe class ShallowProduct<T, V, S>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged
    where S : struct, ISimd<T, V>
{
    private const int MaxDepth = 12;

    /// <summary>Whether the product is one for this kernel: a strip of B and a row of sums fill no more registers than a tile.</summary>
    internal static bool Suits(in Product<T> product) =>
        product.BColumnStride == 1
        && product.BOrder == null
        && product.Depth > 0
        && product.Depth <= Math.Min(MaxDepth, S.TileRows);

    internal static void Run(in Product<T> product)
    {
        switch (product.Depth)
        {
            case 1:
                Run<N1>(product);
                break;
            case 2:
                Run<N2>(product);
                break;
            case 3:
                Run<N3>(product);
                break;
            case 4:
                Run<N4>(product);
                break;
            case 5:
                Run<N5>(product);
                break;
            case 6:
                Run<N6>(product);
                break;
            case 7:
                Run<N7>(product);
                break;
            case 8:
                Run<N8>(product);
                break;
            case 9:
                Run<N9>(product);
                break;
            case 10:
                Run<N10>(product);
                break;
            case 11:
                Run<N11>(product);
                break;
            case 12:
                Run<N12>(product);
                break;
        }
    }

    private static void Run<TDepth>(in Product<T> product)
        where TDepth : struct, INumber
    {
        switch (product.Ending)
        {
            case ProductEnding.Rectified:
                Run<TDepth, Rectified>(product);
                break;
            case ProductEnding.Masked:
                Run<TDepth, Masked>(product);
                break;
            default:
                Run<TDepth, Plain>(product);
                break;
        }
    }

    private static void Run<TDepth, TEnding>(in Product<T> product)
        where TDepth : struct, INumber
        where TEnding : struct, IEnding
    {
        var columns = product.IsPadded ? Division.Up(product.Columns, S.Lanes) * S.Lanes : product.Columns;
        var column = columns / (2 * S.Lanes) * 2 * S.Lanes;
        if (column > 0)
        {
            Strips<TDepth, N2, TEnding>(product, 0, column);
        }

        if (column < columns)
        {
            Strips<TDepth, N1, TEnding>(product, column, columns);
        }
    }

    /// <summary>As many strips as fill some columns. Where a strip is one vector wide, the last may be less.</summary>
    [MethodImpl(Hardware.Kernel)]
    private static void Strips<TDepth, TVectors, TEnding>(in Product<T> product, int column, int end)
        where TDepth : struct, INumber
        where TVectors : struct, INumber
        where TEnding : struct, IEnding
    {
        for (; column < end; column += TVectors.Value * S.Lanes)
        {
            // Constants of the instantiation: what does not belong to the shape is compiled away.
            var depth = TDepth.Value;
            var two = TVectors.Value == 2;
            var last = two ? S.Lanes : Math.Min(S.Lanes, end - column);
            var b = product.B + column;
            var bStep = product.BStep;
            Load(depth > 0, two, b + (0 * bStep), last, out var c0, out var d0);
            Load(depth > 1, two, b + (1 * bStep), last, out var c1, out var d1);
            Load(depth > 2, two, b + (2 * bStep), last, out var c2, out var d2);
            Load(depth > 3, two, b + (3 * bStep), last, out var c3, out var d3);
            Load(depth > 4, two, b + (4 * bStep), last, out var c4, out var d4);
            Load(depth > 5, two, b + (5 * bStep), last, out var c5, out var d5);
            Load(depth > 6, two, b + (6 * bStep), last, out var c6, out var d6);
            Load(depth > 7, two, b + (7 * bStep), last, out var c7, out var d7);
            Load(depth > 8, two, b + (8 * bStep), last, out var c8, out var d8);
            Load(depth > 9, two, b + (9 * bStep), last, out var c9, out var d9);
            Load(depth > 10, two, b + (10 * bStep), last, out var c10, out var d10);
            Load(depth > 11, two, b + (11 * bStep), last, out var c11, out var d11);
            var a = product.A;
            var aRow = product.ARowStride;
            var aStep = product.AStep;
            var zero = T.Zero;
            var bias = product.Bias == null ? &zero : product.Bias;
            nint biasStep = product.Bias == null ? 0 : 1;
            var to = product.C + column;
            var toStride = product.CStride;
            var mask = product.Mask + column;
            for (var row = product.Rows; row > 0; row--)
            {
                var c = S.Broadcast(*bias);
                bias += biasStep;
                var d = c;
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
                c = TEnding.Apply(c, mask, last);
                if (two)
                {
                    S.Store(to, c);
                    S.Store(to + S.Lanes, TEnding.Apply(d, mask + S.Lanes, S.Lanes));
                }
                else if (last == S.Lanes)
                {
                    S.Store(to, c);
                }
                else
                {
                    S.StorePart(to, c, last);
                }

                a += aRow;
                to += toStride;
                mask += toStride;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load(bool isRow, bool two, T* from, int last, out V c, out V d)
    {
        c =
            !isRow ? default
            : last == S.Lanes ? S.Load(from)
            : S.LoadPart(from, last);
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

    /// <summary>A <see cref="ProductEnding"/> for a vector of sums.</summary>
    private interface IEnding
    {
        static abstract V Apply(V sums, T* mask, int count);
    }

    private readonly struct Plain : IEnding
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply(V sums, T* mask, int count) => sums;
    }

    private readonly struct Rectified : IEnding
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply(V sums, T* mask, int count) => ReLU.Positive.Apply<T, V, S>(sums);
    }

    private readonly struct Masked : IEnding
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply(V sums, T* mask, int count) =>
            ReLU.WherePositive.Apply<T, V, S>(count == S.Lanes ? S.Load(mask) : S.LoadPart(mask, count), sums);
    }
}
