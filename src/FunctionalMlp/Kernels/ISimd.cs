using System.Numerics;

namespace FunctionalMlp.Kernels;

/// <summary>
/// The operations of one vector width, so that a kernel is written once and compiled for each. An implementation is an
/// empty struct: every call is resolved, and inlined, when the kernel is compiled for it.
/// </summary>
/// <typeparam name="T">A lane: float or double.</typeparam>
/// <typeparam name="V">The vector, as the registers hold it.</typeparam>
internal unsafe interface ISimd<T, V>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged
{
    /// <summary>Lanes in a vector.</summary>
    static abstract int Lanes { get; }

    /// <summary>Rows of a product's tile: as many as keep all its sums in registers, two vectors a row.</summary>
    static abstract int TileRows { get; }

    static abstract V Load(T* source);

    static abstract void Store(T* target, V value);

    static abstract V Broadcast(T value);

    /// <summary>The product of a and b and the sum with c, rounded once.</summary>
    static abstract V MultiplyAdd(V a, V b, V c);

    static abstract V Add(V a, V b);

    static abstract V Subtract(V a, V b);

    static abstract V Multiply(V a, V b);

    static abstract V Divide(V a, V b);

    static abstract V Sqrt(V a);

    /// <summary>The larger one; b if b is NaN, either if a is.</summary>
    static abstract V Max(V a, V b);

    /// <summary>The smaller one; b if b is NaN, either if a is.</summary>
    static abstract V Min(V a, V b);

    /// <summary>a times two to an integer n, rounded once; two to half of n is a normal number.</summary>
    static abstract V Scale(V a, V n);

    /// <summary>The sum of the lanes: the second half is added to the first until one is left.</summary>
    static abstract T Sum(V a);

    /// <summary>The sums of four vectors' lanes, as <see cref="Sum"/> gives them, side by side.</summary>
    static abstract unsafe void StoreSums(T* to, V a, V b, V c, V d);

    /// <summary>A mask: all bits of the lanes where a &lt; b.</summary>
    static abstract V LessThan(V a, V b);

    /// <summary>A mask: all bits of the lanes where a equals b, so none where either is NaN.</summary>
    static abstract V AreEqual(V a, V b);

    /// <summary>The lanes' signs, the first lane's in the lowest bit.</summary>
    static abstract uint SignBits(V a);

    static abstract V Select(V mask, V whenSet, V whenClear);

    /// <summary>Adds the lanes' bit patterns as integers.</summary>
    static abstract V AddBits(V a, V b);

    static abstract V AndBits(V a, V b);

    /// <summary>Shifts the lanes' bit patterns to the left.</summary>
    static abstract V ShiftBitsLeft(V a, int count);

    /// <summary>Shifts the lanes' bit patterns to the right, filling with zeros.</summary>
    static abstract V ShiftBitsRight(V a, int count);

    /// <summary>The first <paramref name="count"/> lanes; zeros in the others, whose memory is not touched.</summary>
    static abstract V LoadPart(T* source, int count);

    /// <summary>Writes the first <paramref name="count"/> lanes and nothing else.</summary>
    static abstract void StorePart(T* target, V value, int count);

    /// <summary>As many integers as there are lanes, none of them large, as numbers.</summary>
    static abstract V FromIntegers(int* source);
}
