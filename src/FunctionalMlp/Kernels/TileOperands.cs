namespace FunctionalMlp.Kernels;

/// <summary>What a tile reads and writes. Strides count elements.</summary>
internal unsafe struct TileOperands<T>
    where T : unmanaged
{
    /// <summary>The tile's first element of A; element (i, k) is i row strides and k steps further.</summary>
    internal T* A;
    internal nint ARowStride;
    internal nint AStep;

    /// <summary>The tile's first element of B; its vectors for k are k steps further, and readable in whole vectors.</summary>
    internal T* B;
    internal nint BStep;

    /// <summary>Where the tile, two whole vectors wide, also writes its B, one k after another; or null.</summary>
    internal T* Packed;

    /// <summary>How many products each element sums.</summary>
    internal nint Depth;

    /// <summary>What the sums start from: C itself, or rows that are readable in whole vectors.</summary>
    internal T* Initial;
    internal nint InitialStride;
    internal bool InitialIsC;

    internal T* C;
    internal nint CStride;

    /// <summary>Room for a whole tile.</summary>
    internal T* Scratch;
}
