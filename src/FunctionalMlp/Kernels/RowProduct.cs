using System.Numerics;
using System.Runtime.CompilerServices;

namespace FunctionalMlp.Kernels;

/// <summary>
/// A product whose A is a single row: as many vectors of columns at once as it takes to keep the multipliers busy, straight
/// from B. Each element is the same chain over k as in every product.
/// </summary>
internal static unsafe class RowProduct<T, V, S>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged
    where S : struct, ISimd<T, V>
{
    private const int Vectors = 8;

    /// <summary>Whether the product is one for this kernel.</summary>
    internal static bool Suits(in Product<T> product) => product.Rows == 1 && product.BColumnStride == 1;

    internal static void Run(in Product<T> product)
    {
        var column = 0;
        for (; column + (Vectors * S.Lanes) <= product.Columns; column += Vectors * S.Lanes)
        {
            RunWide(product, column);
        }

        for (; column < product.Columns; column += S.Lanes)
        {
            RunNarrow(product, column, Math.Min(S.Lanes, product.Columns - column));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunWide(in Product<T> product, int column)
    {
        V c0 = Start(product, column, 0),
            c1 = Start(product, column, 1),
            c2 = Start(product, column, 2),
            c3 = Start(product, column, 3),
            c4 = Start(product, column, 4),
            c5 = Start(product, column, 5),
            c6 = Start(product, column, 6),
            c7 = Start(product, column, 7);
        var a = product.A;
        var aStep = product.AStep;
        var b = product.B + column;
        var bStep = product.BStep;
        for (var k = product.Depth; k > 0; k--)
        {
            var value = S.Broadcast(*a);
            c0 = S.MultiplyAdd(value, S.Load(b), c0);
            c1 = S.MultiplyAdd(value, S.Load(b + S.Lanes), c1);
            c2 = S.MultiplyAdd(value, S.Load(b + (2 * S.Lanes)), c2);
            c3 = S.MultiplyAdd(value, S.Load(b + (3 * S.Lanes)), c3);
            c4 = S.MultiplyAdd(value, S.Load(b + (4 * S.Lanes)), c4);
            c5 = S.MultiplyAdd(value, S.Load(b + (5 * S.Lanes)), c5);
            c6 = S.MultiplyAdd(value, S.Load(b + (6 * S.Lanes)), c6);
            c7 = S.MultiplyAdd(value, S.Load(b + (7 * S.Lanes)), c7);
            a += aStep;
            b += bStep;
        }

        var c = product.C + column;
        S.Store(c, c0);
        S.Store(c + S.Lanes, c1);
        S.Store(c + (2 * S.Lanes), c2);
        S.Store(c + (3 * S.Lanes), c3);
        S.Store(c + (4 * S.Lanes), c4);
        S.Store(c + (5 * S.Lanes), c5);
        S.Store(c + (6 * S.Lanes), c6);
        S.Store(c + (7 * S.Lanes), c7);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunNarrow(in Product<T> product, int column, int count)
    {
        var sum = product.Bias == null ? default : S.LoadPart(product.Bias + column, count);
        for (var k = 0; k < product.Depth; k++)
        {
            var b = product.B + (k * product.BStep) + column;
            sum = S.MultiplyAdd(S.Broadcast(product.A[k * product.AStep]), S.LoadPart(b, count), sum);
        }

        S.StorePart(product.C + column, sum, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Start(in Product<T> product, int column, int vector) =>
        product.Bias == null ? default : S.Load(product.Bias + column + (vector * S.Lanes));
}
