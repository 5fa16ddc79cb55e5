using System.Numerics;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Training;

/// <summary>Gathers the mini-batches of an epoch, in a shuffled order, into buffers that it reuses.</summary>
internal sealed class Gatherer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Batch<T> _samples;
    private readonly RandomNumbers _numbers;
    private readonly int _batchSize;
    private readonly int[] _order;
    private readonly T[] _inputs;
    private readonly int[] _labels;
    private readonly T[] _targets;

    internal Gatherer(Batch<T> samples, int batchSize, long seed)
    {
        _samples = samples;
        _numbers = new RandomNumbers(seed);
        _batchSize = Math.Min(batchSize, samples.Count);
        var gathers = _batchSize < samples.Count;
        _order = new int[gathers ? samples.Count : 0];
        _inputs = new T[gathers ? _batchSize * samples.Inputs.Columns : 0];
        _labels = new int[gathers && !samples.Labels.IsEmpty ? _batchSize : 0];
        _targets = new T[gathers ? _batchSize * samples.Targets.Columns : 0];
    }

    internal int BatchCount => (_samples.Count + _batchSize - 1) / _batchSize;

    /// <summary>Chooses the order of an epoch; it depends on the seed and the epoch's number alone.</summary>
    internal void Shuffle(int epoch) => _numbers.Split(epoch).Permute(_order);

    /// <summary>Batch 0, 1, … of the epoch; the full batch is the samples themselves, in their own order.</summary>
    internal BatchSpan<T> Gather(int batch)
    {
        if (_order.Length == 0)
        {
            return _samples.Span;
        }

        var start = batch * _batchSize;
        var rows = _order.AsSpan(start, Math.Min(_batchSize, _samples.Count - start));
        Rows(_samples.Inputs.Span, rows, _inputs, _samples.Inputs.Columns);
        Rows(_samples.Targets.Span, rows, _targets, _samples.Targets.Columns);
        for (var i = 0; i < rows.Length && _labels.Length > 0; i++)
        {
            _labels[i] = _samples.Labels[rows[i]];
        }

        return new BatchSpan<T>(
            rows.Length,
            _inputs.AsSpan(0, rows.Length * _samples.Inputs.Columns),
            _labels.AsSpan(0, Math.Min(rows.Length, _labels.Length)),
            _targets.AsSpan(0, rows.Length * _samples.Targets.Columns)
        );
    }

    private static void Rows(ReadOnlySpan<T> source, ReadOnlySpan<int> rows, Span<T> result, int columns)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            source.Slice(rows[i] * columns, columns).CopyTo(result.Slice(i * columns, columns));
        }
    }
}
