namespace FunctionalMlp.Kernels;

/// <summary>Rows cut into tiles of nearly the same height: a last tile of one row would wait for each of its sums.</summary>
internal readonly struct TiledRows
{
    private readonly int _height;
    private readonly int _taller;

    internal TiledRows(int rows, int maxHeight)
    {
        Count = Division.Up(rows, maxHeight);
        _height = Count == 0 ? 0 : rows / Count;
        _taller = rows - (Count * _height);
    }

    internal int Count { get; }

    /// <summary>The first row of a tile, of which the first ones may have one more than the others; or the end, where there is none.</summary>
    internal int Start(int tile) => (tile * _height) + Math.Min(tile, _taller);
}
