using System.Numerics;
using System.Runtime.CompilerServices;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Training;

/// <summary>The batches of an epoch, gathered into buffers that it reuses; inputs may also stay where they are.</summary>
internal sealed unsafe class Gatherer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int RowsAtOnce = 16;
    private const int MinimumLengthPerThread = 8192;

    private readonly Batch<T> _samples;
    private readonly Batches _batches;
    private readonly RandomNumbers _numbers;
    private readonly int[] _order;
    private readonly int[] _starts;
    private readonly T[] _inputs;
    private readonly int[] _labels;
    private readonly T[] _targets;
    private readonly T[] _weights;

    private readonly bool _leavesInputs;
    private readonly int _threads;

    /// <param name="samples">All of them.</param>
    /// <param name="batches">How they are dealt out.</param>
    /// <param name="batchSize">Samples of a batch.</param>
    /// <param name="seed">Of the order.</param>
    /// <param name="threads">At most; 0 for all processors.</param>
    /// <param name="leavesInputs">Whether the inputs stay where they are, and a batch says which: threads then need not exchange what each has copied.</param>
    internal Gatherer(
        Batch<T> samples,
        Batches batches,
        int batchSize,
        long seed,
        int threads = 0,
        bool leavesInputs = false
    )
    {
        _samples = samples;
        _leavesInputs = leavesInputs;
        _threads = threads;
        _batches = batches;
        _numbers = new RandomNumbers(seed);
        var isGiven = !batches.Lists.IsEmpty;
        var size = Math.Min(batchSize, samples.Count);
        IsWhole = !isGiven && size == samples.Count && batches != Batches.WithReplacement;
        _order =
            isGiven ? [.. batches.Lists.SelectMany(list => list)]
            : IsWhole ? []
            : new int[samples.Count];
        _starts = isGiven
            ? [0, .. batches.Lists.Select((_, i) => batches.Lists.Take(i + 1).Sum(list => list.Length))]
            : [.. Enumerable.Range(0, Division.Up(samples.Count, size)).Select(i => i * size), samples.Count];
        foreach (var sample in _order)
        {
            InvalidInputException.RequireIndex("options.Batches", samples.Count, sample);
        }

        var largest = IsWhole ? 0 : Enumerable.Range(0, StepCount).Max(i => _starts[i + 1] - _starts[i]);
        _inputs = new T[leavesInputs ? 0 : Size(samples.Inputs)];
        _labels = new int[samples.Labels.IsEmpty ? 0 : largest];
        _targets = new T[Size(samples.Targets)];
        _weights = new T[samples.Weights.Length == 0 ? 0 : largest];

        int Size(Matrix<T> values) => InvalidInputException.RequireSize("options.Batches", largest, values.Columns);
    }

    /// <summary>The number of steps in an epoch.</summary>
    internal int StepCount => _starts.Length - 1;

    /// <summary>Whether the one batch of an epoch is the samples themselves, in their own order.</summary>
    private bool IsWhole { get; }

    /// <summary>Chooses the samples of an epoch; they depend on the seed and the epoch's number alone.</summary>
    internal void Shuffle(int epoch) => _batches.Fill(_numbers.Split(epoch), _order);

    /// <summary>Batch 0, 1, … of the epoch.</summary>
    internal BatchSpan<T> Gather(int step)
    {
        if (IsWhole)
        {
            return _samples.Span;
        }

        var rows = _order.AsSpan(_starts[step].._starts[step + 1]);
        if (!_leavesInputs)
        {
            GatherInputs(rows);
        }

        Rows(_samples.Targets.Span, rows, _targets, _samples.Targets.Columns);
        Rows(_samples.Weights.Span, rows, _weights, _weights.Length == 0 ? 0 : 1);
        for (var i = 0; i < rows.Length && _labels.Length > 0; i++)
        {
            _labels[i] = _samples.Labels[rows[i]];
        }

        return new BatchSpan<T>(
            rows.Length,
            _leavesInputs ? _samples.Inputs.Span : _inputs.AsSpan(0, rows.Length * _samples.Inputs.Columns),
            _labels.AsSpan(0, Math.Min(rows.Length, _labels.Length)),
            _targets.AsSpan(0, rows.Length * _samples.Targets.Columns),
            _weights.AsSpan(0, Math.Min(rows.Length, _weights.Length)),
            _leavesInputs ? rows : []
        );
    }

    private void GatherInputs(ReadOnlySpan<int> rows)
    {
        fixed (int* numbers = rows)
        {
            var job = new Inputs(this, numbers, rows.Length);
            WorkTeam.Run(
                WorkTeam.Threads(_threads, (long)rows.Length * _samples.Inputs.Columns, MinimumLengthPerThread),
                Division.Up(rows.Length, RowsAtOnce),
                &GatherInputs,
                Unsafe.AsPointer(ref job)
            );
        }
    }

    private static void GatherInputs(void* state, int item)
    {
        ref var job = ref Unsafe.AsRef<Inputs>(state);
        var (gatherer, start) = (job.Gatherer, item * RowsAtOnce);
        var rows = new ReadOnlySpan<int>(job.Rows + start, Math.Min(RowsAtOnce, job.Count - start));
        var columns = gatherer._samples.Inputs.Columns;
        Rows(gatherer._samples.Inputs.Span, rows, gatherer._inputs.AsSpan(start * columns), columns);
    }

    private static void Rows(ReadOnlySpan<T> source, ReadOnlySpan<int> rows, Span<T> result, int columns)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            source.Slice(rows[i] * columns, columns).CopyTo(result.Slice(i * columns, columns));
        }
    }

    private readonly struct Inputs(Gatherer<T> gatherer, int* rows, int count)
    {
        internal readonly Gatherer<T> Gatherer = gatherer;
        internal readonly int* Rows = rows;
        internal readonly int Count = count;
    }
}
