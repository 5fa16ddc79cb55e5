using System.Numerics;
using System.Runtime.CompilerServices;

namespace FunctionalMlp.Kernels;

/// <summary>
/// A product whose C is a single tile, such as the gradient of a narrow layer's weights: both factors are read where they lie. Each element is the same chain
/// over k as in every product.
/// </summary>
internal static unsafe class TileProduct<T, V, S>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged
    where S : struct, ISimd<T, V>
{
    private const int MaxVectors = Tile<T, V, S>.MaxVectors;

    /// <summary>Whether the product is one for this kernel.</summary>
    internal static bool Suits(in Product<T> product) =>
        product.Columns <= MaxVectors * S.Lanes
        && product.Rows <= S.TileRows
        && product.Depth > 0
        && product.BColumnStride == 1
        && product.Bias == null;

    internal static void Run(in Product<T> product)
    {
        var vectors = product.Columns > S.Lanes ? 2 : 1;

        // (Aᵀ·B)ᵀ = Bᵀ·A, if that takes fewer operations for each k.
        var vectorsOfRows = product.Rows > S.Lanes ? 2 : 1;
        if (product.ARowStride == 1 && product.Columns * vectorsOfRows < product.Rows * vectors)
        {
            var transposed = product;
            (transposed.Rows, transposed.Columns) = (product.Columns, product.Rows);
            transposed.A = product.B;
            transposed.B = product.A;
            (transposed.AStep, transposed.BStep) = (product.BStep, product.AStep);
            var width = vectorsOfRows * S.Lanes;
            var sums = Sums(transposed, width);
            for (var row = 0; row < transposed.Rows; row++)
            {
                for (var column = 0; column < transposed.Columns; column += S.Lanes)
                {
                    var to = product.C + (column * product.CStride) + row;
                    S.Scatter(to, S.Load(sums + (row * width) + column), product.CStride, transposed.Columns - column);
                }
            }
        }
        else
        {
            var width = vectors * S.Lanes;
            CopyRows(product.Rows, product.Columns, Sums(product, width), width, product.C, product.CStride);
        }
    }

    /// <summary>The tile, in scratch memory.</summary>
    private static T* Sums(in Product<T> product, int width)
    {
        // Whole vectors are read as far as B goes; the rows behind are copied.
        var end = ((nint)(product.Depth - 1) * product.BStep) + product.Columns;
        var inPlace = end < width ? 0 : (int)Math.Min(product.Depth, ((end - width) / product.BStep) + 1);
        var rest = product.Depth - inPlace;
        var sums = (T*)Scratch.Rent((nint)(S.TileRows + 1 + rest) * width * sizeof(T));
        var zeros = sums + (S.TileRows * width);
        var copy = zeros + width;
        new Span<T>(zeros, width).Clear();

        Tile<T, V, S>.Operands operands;
        operands.A = product.A;
        operands.ARowStride = product.ARowStride;
        operands.AStep = product.AStep;
        operands.B = product.B;
        operands.BStep = product.BStep;
        operands.Depth = inPlace;
        operands.Initial = zeros;
        operands.InitialStride = 0;
        operands.InitialIsC = false;
        operands.C = sums;
        operands.CStride = width;
        Tile<T, V, S>.Run(product.Rows, width, &operands);
        if (rest > 0)
        {
            CopyRows(rest, product.Columns, product.B + (inPlace * product.BStep), product.BStep, copy, width);
            operands.A += inPlace * product.AStep;
            operands.B = copy;
            operands.BStep = width;
            operands.Depth = rest;
            operands.Initial = sums;
            operands.InitialStride = width;
            Tile<T, V, S>.Run(product.Rows, width, &operands);
        }

        return sums;
    }

    [MethodImpl(Hardware.Kernel)]
    private static void CopyRows(int rows, int columns, T* from, nint fromStride, T* to, nint toStride)
    {
        for (var row = 0; row < rows; row++)
        {
            var column = 0;
            for (; column < columns - S.Lanes; column += S.Lanes)
            {
                S.Store(to + column, S.Load(from + column));
            }

            S.StorePart(to + column, S.LoadPart(from + column, columns - column), columns - column);
            from += fromStride;
            to += toStride;
        }
    }
}
