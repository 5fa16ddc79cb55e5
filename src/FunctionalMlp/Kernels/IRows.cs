using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace FunctionalMlp.Kernels;

/// <summary>Rows of which some columns are read, and then the next ones.</summary>
internal unsafe interface IRows
{
    float* At(int row);

    /// <summary>Goes on to later columns.</summary>
    void Move(int floats);
}

/// <summary>Rows as far from one another.</summary>
internal unsafe struct EvenRows(float* first, nint stride) : IRows
{
    private float* _first = first;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly float* At(int row) => _first + (row * stride);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Move(int floats) => _first += floats;
}

/// <summary>Rows by their addresses, and as many as given of those that come after them, to be asked for.</summary>
internal unsafe struct ListedRows(float** rows, float** next, int count) : IRows
{
    private nint _column;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly float* At(int row) => rows[row] + _column;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Move(int floats) => _column += floats;

    /// <summary>Asks for a cache line of each of the rows to come.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly void FetchNext()
    {
        for (var i = 0; i < count && Sse.IsSupported; i++)
        {
            Sse.Prefetch1(next[i] + _column);
        }
    }
}
