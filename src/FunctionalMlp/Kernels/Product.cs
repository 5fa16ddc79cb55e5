using System.Numerics;

namespace FunctionalMlp.Kernels;

/// <summary>
/// One product C of A and B, with a bias for each row if there is one, its operands addressed by strides, so that a transposed factor is only
/// another pair of strides. Strides count elements.
/// </summary>
internal unsafe struct Product<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal int Rows;
    internal int Depth;
    internal int Columns;

    internal T* A;
    internal nint ARowStride;
    internal nint AStep;

    /// <summary>One of B's strides is 1.</summary>
    internal T* B;
    internal nint BStep;
    internal nint BColumnStride;

    /// <summary>Null, or the numbers by which B's larger stride is to be multiplied for each column or k, whichever it belongs to.</summary>
    internal int* BOrder;

    /// <summary>One value for each row, or null.</summary>
    internal T* Bias;

    internal T* C;
    internal nint CStride;

    /// <summary>Whether C's memory may not have been used lately, so that it is asked for first even to be written.</summary>
    internal bool IsCNew;

    /// <summary>Whether C's rows, and B's if they lie side by side, may be written and read up to whole cache lines.</summary>
    internal bool IsPadded;

    /// <summary>Whether each element is a sum of interleaved parts, <see cref="DotProduct{T,V,S}"/>, and not a chain over k.</summary>
    internal bool IsInterleaved;

    /// <summary>Receives the sums of A's rows, interleaved likewise; null if nobody needs them.</summary>
    internal T* RowSums;

    /// <summary>What is to become of each element of C, if the kernel can do it in passing.</summary>
    internal ProductEnding Ending;

    /// <summary>For <see cref="ProductEnding.Masked"/>: as many elements as C has, at the same strides.</summary>
    internal T* Mask;

    /// <summary>Whether B may have so many zeros that looking for them pays.</summary>
    internal bool MayHaveZeros;

    /// <summary>Whether columns of B, which lie side by side, are turned to find similar ones among them, whose zeros are at the same steps.</summary>
    internal bool TurnsColumns;

    /// <summary>Whether steps at which B is zero are left out, for there are enough of them.</summary>
    internal bool SkipsZeros;

    /// <summary>Whether threads are to share the rows of C rather than its columns, if there are enough.</summary>
    internal bool SharesRows;

    /// <summary>The first element of a column of B.</summary>
    internal readonly T* BColumn(int column) =>
        B + ((BOrder != null && BStep == 1 ? BOrder[column] : column) * BColumnStride);

    /// <summary>From B's first row, the elements to that of a k.</summary>
    internal readonly nint BRow(int k) => (BOrder != null && BStep != 1 ? BOrder[k] : k) * BStep;

    /// <summary>The same sums, over so many k from the given one on.</summary>
    internal readonly Product<T> Part(int k, int depth)
    {
        var part = this;
        part.A += k * AStep;
        part.B += BOrder != null && BStep != 1 ? 0 : k * BStep;
        part.BOrder += BOrder != null && BStep != 1 ? k : 0;
        part.Depth = depth;
        return part;
    }

    /// <summary>The same product, restricted to a block of C.</summary>
    internal readonly Product<T> Block(int row, int rows, int column, int columns)
    {
        var block = this;
        block.Rows = rows;
        block.Columns = columns;
        block.A += row * ARowStride;
        block.B += BOrder != null && BStep == 1 ? 0 : column * BColumnStride;
        block.BOrder += BOrder != null && BStep == 1 ? column : 0;
        block.Bias = Bias == null ? null : Bias + row;
        block.C += (row * CStride) + column;
        block.Mask = Mask == null ? null : Mask + (row * CStride) + column;
        block.RowSums = RowSums == null || column > 0 ? null : RowSums + row;
        return block;
    }
}

/// <summary>What a product may do with its sums before it writes them.</summary>
internal enum ProductEnding
{
    None,

    /// <summary>The rectified linear unit.</summary>
    Rectified,

    /// <summary>Its pullback: zero where the mask is not positive.</summary>
    Masked,
}
