using System.Collections.Immutable;
using System.Numerics;
using System.Numerics.Tensors;
using FunctionalMlp.Training;
using FunctionalMlp.Training.Transformations;

namespace FunctionalMlp.Kernels;

/// <summary>
/// An optimiser's state as buffers that are updated in place: what <see cref="Optimizer.Step"/> and the training loop both call.
/// </summary>
/// <remarks>
/// The whole chain of transformations runs on one block of parameters, which stays in the cache, before the next: a step
/// costs one pass over memory, however long the chain. Only a norm over all parameters takes another.
/// </remarks>
internal sealed class OptimizerKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int BlockLength = 2048;
    private readonly Optimizer _optimizer;
    private readonly int _average;
    private readonly ImmutableArray<GradientTransformation> _chain;
    private readonly ParameterLayout _layout;
    private readonly T[][] _slots;
    private readonly double[] _numbers;
    private readonly (int Slots, int Numbers)[] _counts;
    private readonly T[] _update = new T[BlockLength];
    private readonly T[] _scratch = new T[BlockLength];

    /// <summary>The update between two passes; empty if one pass is enough.</summary>
    private readonly T[] _between;

    internal OptimizerKernel(Optimizer optimizer, ParameterLayout layout, OptimizerState<T> state)
    {
        _optimizer = optimizer;
        _chain = optimizer.Chain;
        _average = _chain.SelectMany(transformation => transformation.Slots).ToList().IndexOf(Average.Slot);
        _layout = layout;
        _slots = [.. state.Slots.Select(slot => slot.Value.Span.ToArray())];
        _numbers = [.. state.Numbers.Select(number => number.Value)];
        _counts = [.. _chain.Select(transformation => (transformation.Slots.Length, transformation.Numbers.Length))];
        Steps = state.Steps;
        _between = new T[_chain.Skip(1).Any(transformation => transformation.NeedsNorm) ? layout.Count : 0];
    }

    /// <summary>How many steps were taken.</summary>
    internal long Steps { get; private set; }

    /// <summary>η of the next step.</summary>
    internal double LearningRate
    {
        get
        {
            var (rate, number) = (1.0, 0);
            foreach (var transformation in _chain)
            {
                var count = transformation.Numbers.Length;
                rate *= transformation.RateFactor(Steps, _numbers.AsSpan(number, count));
                number += count;
            }

            return rate;
        }
    }

    /// <summary>Takes one step: changes the state and the parameters.</summary>
    internal void Update(ReadOnlySpan<T> gradient, Span<T> parameters)
    {
        var source = gradient;
        for (var first = 0; first < _chain.Length; )
        {
            var end = first + 1;
            while (end < _chain.Length && !_chain[end].NeedsNorm)
            {
                end++;
            }

            var norm = _chain[first].NeedsNorm ? T.Sqrt(Reductions.SumOfSquares(source)) : T.Zero;
            for (var start = 0; start < source.Length; start += BlockLength)
            {
                var length = Math.Min(BlockLength, source.Length - start);
                Pass(first, end, norm, start, source.Slice(start, length), parameters.Slice(start, length));
            }

            source = _between;
            first = end;
        }

        Steps++;
    }

    /// <summary>Tells the chain of an epoch's loss.</summary>
    internal void Observe(double loss) => _optimizer.Observe(loss, _numbers);

    /// <summary>θ, or its average where the optimiser keeps one.</summary>
    internal ReadOnlySpan<T> Averaged(ReadOnlySpan<T> parameters) => _average < 0 ? parameters : _slots[_average];

    /// <summary>The state as it stands, copied.</summary>
    internal OptimizerState<T> State()
    {
        var slots = _chain.SelectMany(transformation => transformation.Slots);
        var numbers = _chain.SelectMany(transformation => transformation.Numbers);
        return new OptimizerState<T>(
            Steps,
            [.. slots.Select((name, i) => new OptimizerSlot<T>(name, new Parameters<T>(_layout, [.. _slots[i]])))],
            [.. numbers.Select((number, i) => number with { Value = _numbers[i] })]
        );
    }

    private void Pass(int first, int end, T norm, int start, ReadOnlySpan<T> source, Span<T> parameters)
    {
        var isLast = end == _chain.Length;
        var update = isLast ? _update.AsSpan(0, source.Length) : _between.AsSpan(start, source.Length);
        source.CopyTo(update);
        var (slot, number) = (0, 0);
        for (var i = 0; i < end; i++)
        {
            var (slots, numbers) = _counts[i];
            if (i >= first)
            {
                _chain[i]
                    .Apply(
                        new UpdateBlock<T>
                        {
                            Start = start,
                            Update = update,
                            Parameters = parameters,
                            Scratch = _scratch.AsSpan(0, source.Length),
                            Slots = _slots.AsSpan(slot, slots),
                            Numbers = _numbers.AsSpan(number, numbers),
                            Step = Steps,
                            Norm = norm,
                            Layout = _layout,
                        }
                    );
            }

            (slot, number) = (slot + slots, number + numbers);
        }

        if (isLast)
        {
            TensorPrimitives.Add(parameters, update, parameters);
        }
    }
}
