namespace FunctionalMlp.Kernels;

/// <summary>Rows cut into tiles of nearly the same height: a last tile of one row would wait for each of its sums.</summary>
internal readonly struct TiledRows
{
    private readonly int _taller;

    internal TiledRows(int rows, int maxHeight)
    {
        Count = Division.Up(rows, maxHeight);
        Height = Count == 0 ? 0 : rows / Count;
        _taller = rows - (Count * Height);
    }

    internal int Count { get; }

    /// <summary>The rows of a tile; the first ones may have one more.</summary>
    internal int Height { get; }

    /// <summary>The first row of a tile; or the end, where there is none.</summary>
    internal int Start(int tile) => (tile * Height) + Math.Min(tile, _taller);
}
