using System.Collections.Immutable;
using System.Diagnostics;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using FunctionalMlp.Training;
using FunctionalMlp.Training.Transformations;

namespace FunctionalMlp.Kernels;

/// <summary>
/// An optimiser's state as buffers that are updated in place: what <see cref="Optimizer.Step"/> and the training loop both call.
/// </summary>
/// <remarks>
/// The whole chain of transformations runs on one block of parameters, which stays in the cache, before the next: a step
/// costs one pass over memory, however long the chain. Only a norm over all parameters takes another. The blocks are shared
/// among the threads.
/// </remarks>
internal sealed unsafe class OptimizerKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int BlockLength = 2048;
    private const int MinimumLengthPerThread = 16 * BlockLength;
    private readonly Optimizer _optimizer;
    private readonly int _average;
    private readonly ImmutableArray<GradientTransformation> _chain;
    private readonly ParameterLayout _layout;
    private readonly AlignedBuffer<T>[] _slots;
    private readonly double[] _numbers;
    private readonly (int Slots, int Numbers)[] _counts;
    private readonly double[] _rates;

    // Who takes the step in the pass of its own, if the learning rate comes last: it, or the one before. None: the length of the chain.
    private readonly int _stepper;

    internal OptimizerKernel(Optimizer optimizer, ParameterLayout layout, OptimizerState<T> state)
    {
        _optimizer = optimizer;
        _chain = optimizer.Chain;
        _average = _chain.SelectMany(transformation => transformation.Slots).ToList().IndexOf(Average.Slot);
        _layout = layout;
        _slots = [.. state.Slots.Select(slot => new AlignedBuffer<T>(slot.Value.Span))];
        _numbers = [.. state.Numbers.Select(number => number.Value)];
        _counts = [.. _chain.Select(transformation => (transformation.Slots.Length, transformation.Numbers.Length))];
        Steps = state.Steps;
        _rates = new double[_chain.Length];
        _stepper =
            _chain[^1] is not Training.Transformations.LearningRate ? _chain.Length
            : _chain.Length > 1 && _chain[^2].CanTakeStep ? _chain.Length - 2
            : _chain.Length - 1;
    }

    /// <summary>How many steps were taken.</summary>
    internal long Steps { get; private set; }

    /// <summary>η of the next step.</summary>
    internal double LearningRate
    {
        get
        {
            FindRates();
            var rate = 1.0;
            foreach (var factor in _rates)
            {
                rate *= factor;
            }

            return rate;
        }
    }

    /// <summary>Whether a step may be taken part by part, <see cref="Begin"/>: one transformation does it all.</summary>
    internal bool TakesParts => _stepper == 0;

    /// <summary>Begins a step that is taken part by part, each parameter once, by any thread; <see cref="End"/> ends it.</summary>
    internal void Begin() => FindRates();

    internal void End() => Steps++;

    /// <summary>Steps of some rows of parameters, the first from the given one on.</summary>
    internal void UpdatePart(T* gradient, T* parameters, int start, int rowLength, int rows, int rowStride)
    {
        Debug.Assert(TakesParts);
        var length = ((rows - 1) * rowStride) + rowLength;
        var block = Block(
            0,
            0,
            start,
            new Span<T>(gradient + start, length),
            new Span<T>(parameters + start, length),
            default,
            T.Zero
        ) with
        {
            RowLength = rowLength,
            RowStride = rowStride,
        };
        _chain[0].Apply(block);
    }

    /// <summary>Takes one step: changes the state and the parameters, and spoils the gradient.</summary>
    internal void Update(Span<T> gradient, Span<T> parameters, int threads = 0)
    {
        FindRates();
        for (var first = 0; first < _chain.Length; )
        {
            var end = first + 1;
            while (end < _chain.Length && !_chain[end].NeedsNorm)
            {
                end++;
            }

            var norm = _chain[first].NeedsNorm ? T.Sqrt(Reductions.SumOfSquares<T>(gradient)) : T.Zero;
            fixed (
                T* update = gradient,
                    values = parameters
            )
            {
                // A part for each thread, always the same one: what it updates is then in its own cache.
                var useful = WorkTeam.Threads(threads, gradient.Length, MinimumLengthPerThread);
                var pass = new Pass(this, first, end, norm, update, values, gradient.Length, useful);
                WorkTeam.Run(useful, pass.Parts, &RunPart, Unsafe.AsPointer(ref pass));
            }

            first = end;
        }

        Steps++;
    }

    /// <summary>Tells the chain of an epoch's loss.</summary>
    internal void Observe(double loss) => _optimizer.Observe(loss, _numbers);

    internal bool KeepsAverage => _average >= 0;

    /// <summary>θ, or its average where the optimiser keeps one.</summary>
    internal ReadOnlySpan<T> Averaged(ReadOnlySpan<T> parameters) => KeepsAverage ? _slots[_average].All : parameters;

    /// <summary>The state as it stands, copied.</summary>
    internal OptimizerState<T> State()
    {
        var slots = _chain.SelectMany(transformation => transformation.Slots);
        var numbers = _chain.SelectMany(transformation => transformation.Numbers);
        return new OptimizerState<T>(
            Steps,
            [.. slots.Select((name, i) => new OptimizerSlot<T>(name, new Parameters<T>(_layout, [.. _slots[i].All])))],
            [.. numbers.Select((number, i) => number with { Value = _numbers[i] })]
        );
    }

    private void FindRates()
    {
        for (int i = 0, number = 0; i < _chain.Length; number += _counts[i].Numbers, i++)
        {
            _rates[i] = _chain[i].RateFactor(Steps, _numbers.AsSpan(number, _counts[i].Numbers));
        }
    }

    private static void RunPart(void* state, int part)
    {
        ref var pass = ref Unsafe.AsRef<Pass>(state);
        var blocks = Division.Up(pass.Length, BlockLength);
        var end = Division.Share(blocks, part + 1, pass.Parts);
        for (var block = Division.Share(blocks, part, pass.Parts); block < end; block++)
        {
            var start = block * BlockLength;
            pass.Kernel.RunBlock(pass, start, Math.Min(BlockLength, pass.Length - start));
        }
    }

    private void RunBlock(in Pass pass, int start, int length)
    {
        var update = new Span<T>(pass.Update + start, length);
        var parameters = new Span<T>(pass.Parameters + start, length);
        var scratch = new Span<T>(Scratch.Rent(BlockLength * sizeof(T)), length);
        var slot = 0;
        for (var i = 0; i < pass.End && i <= _stepper; i++)
        {
            var slots = _counts[i].Slots;
            if (i >= pass.First)
            {
                _chain[i].Apply(Block(i, slot, start, update, parameters, scratch, pass.Norm));
            }

            slot += slots;
        }

        if (pass.End == _chain.Length && _stepper == _chain.Length)
        {
            TensorPrimitives.Add(parameters, update, parameters);
        }
    }

    private UpdateBlock<T> Block(
        int transformation,
        int slot,
        int start,
        Span<T> update,
        Span<T> parameters,
        Span<T> scratch,
        T norm
    ) =>
        new()
        {
            Start = start,
            RowLength = update.Length,
            RowStride = update.Length,
            Update = update,
            Parameters = parameters,
            Scratch = scratch,
            Slots = _slots.AsSpan(slot, _counts[transformation].Slots),
            Rate = _rates[transformation],
            TakesStep = transformation == _stepper,
            LearningRate = _rates[^1],
            Step = Steps,
            Norm = norm,
            Layout = _layout,
        };

    /// <summary>The transformations from First to the one before End, over all blocks.</summary>
    private readonly struct Pass(
        OptimizerKernel<T> kernel,
        int first,
        int end,
        T norm,
        T* update,
        T* parameters,
        int length,
        int parts
    )
    {
        internal readonly OptimizerKernel<T> Kernel = kernel;
        internal readonly int First = first;
        internal readonly int End = end;
        internal readonly T Norm = norm;
        internal readonly T* Update = update;
        internal readonly T* Parameters = parameters;
        internal readonly int Length = length;
        internal readonly int Parts = parts;
    }
}
