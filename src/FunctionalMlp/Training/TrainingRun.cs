using System.Collections.Immutable;
using System.Numerics;
using System.Numerics.Tensors;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Training;

/// <summary>One training under way: the buffers that the steps reuse, and the best parameters so far.</summary>
internal sealed class TrainingRun<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double FarWorse = 3;

    private readonly Objective _objective;
    private readonly Objective _unpenalized;
    private readonly Checkpoint<T> _start;
    private readonly Batch<T> _samples;
    private readonly ImmutableArray<Batch<T>> _validation;
    private readonly TrainingOptions _options;
    private readonly Measurement<T> _measurement;
    private readonly ParameterLayout _layout;
    private readonly Gatherer<T> _gatherer;
    private readonly OptimizerKernel<T> _optimizer;
    private readonly Workspace<T> _workspace;
    private readonly AlignedBuffer<T> _parameters;
    private readonly AlignedBuffer<T> _gradient;
    private readonly ImmutableArray<Epoch>.Builder _history = ImmutableArray.CreateBuilder<Epoch>();
    private readonly long _began;
    private readonly bool _keepsBest;
    private readonly bool _dropsOut;
    private readonly bool _mayEndWithinAnEpoch;
    private (Parameters<T> Parameters, long Steps) _copy;
    private (Parameters<T> Parameters, int Epoch) _kept;
    private (Parameters<T> Parameters, int Epoch) _before;
    private (Parameters<T> Parameters, int Epoch) _steady;
    private double _first = double.NaN;
    private double _least = double.PositiveInfinity;
    private double _best = double.PositiveInfinity;
    private double _progress = double.PositiveInfinity;
    private int _epochsWithoutProgress;

    internal TrainingRun(
        Objective objective,
        Checkpoint<T> start,
        Batch<T> samples,
        ImmutableArray<Batch<T>> validation,
        TrainingOptions options,
        Measurement<T> measurement
    )
    {
        Trainer.RequireWeight(nameof(samples), objective.Loss, samples);
        foreach (var batch in validation)
        {
            Trainer.RequireWeight(nameof(validation), objective.Loss, batch);
        }

        (_objective, _unpenalized) = (objective, objective.With(Penalty.None));
        (_start, _samples, _validation) = (start, samples, validation);
        (_options, _measurement) = (options, measurement);
        _layout = start.Parameters.Layout;
        _gatherer = new Gatherer<T>(
            samples,
            options.Batches,
            options.BatchSize,
            options.Seed,
            options.Threads,
            Backpropagation.TakesAnyOrder<T>(objective.Network)
        );
        _optimizer = new OptimizerKernel<T>(options.Optimizer, _layout, start.State);
        _workspace = new Workspace<T> { Threads = options.Threads };
        _parameters = new AlignedBuffer<T>(start.Parameters.Span);
        _gradient = new AlignedBuffer<T>(_parameters.Length);
        _keepsBest = !validation.IsEmpty || options.EarlyStopping != EarlyStopping.Never;
        _copy = (start.Parameters, start.State.Steps);
        _kept = _before = _steady = (start.Parameters, start.Epoch);
        _dropsOut = objective.Network.DropsOut;
        _mayEndWithinAnEpoch = options.Cancellation.CanBeCanceled && _gatherer.StepCount > 1;
        _began = options.Clock.GetTimestamp();
    }

    internal TrainingResult<T> Run()
    {
        var last = _start.Epoch + _options.Epochs;
        if (_options.ExactLoss && !Record(_start.Epoch, double.NaN, _optimizer.LearningRate, last))
        {
            return Diverged();
        }

        for (var number = _start.Epoch + 1; number <= last; number++)
        {
            _gatherer.Shuffle(number);
            var boundary = _mayEndWithinAnEpoch ? Reached(number - 1) : null;
            var (total, seen, rate) = (0.0, 0, 0.0);
            for (var step = 0; step < _gatherer.StepCount; step++)
            {
                if (_options.Cancellation.IsCancellationRequested)
                {
                    return Cancelled(boundary ?? Reached(number - 1));
                }

                var batch = _gatherer.Gather(step);
                rate = _optimizer.LearningRate;
                var loss = Backpropagation.ValueAndStep(
                    _objective,
                    _parameters.All,
                    batch,
                    _workspace,
                    _gradient.All,
                    _dropsOut ? Trainer.Noise(_options.Seed, _optimizer.Steps) : null,
                    _optimizer
                );
                if (!T.IsFinite(loss))
                {
                    return Diverged();
                }

                _first = double.IsNaN(_first) ? double.CreateChecked(loss) : _first;
                total += double.CreateChecked(loss) * batch.Count;
                seen += batch.Count;
            }

            if (!Record(number, total / seen, rate, last))
            {
                return Diverged();
            }

            if (_epochsWithoutProgress >= _options.EarlyStopping.Patience)
            {
                return Ended(TrainingOutcome.StoppedEarly, number);
            }
        }

        return Ended(TrainingOutcome.Completed, last);
    }

    /// <summary>Measures an epoch, reports it and keeps its parameters if they are to be kept; false if a number is not finite.</summary>
    private bool Record(int number, double meanLoss, double rate, int last)
    {
        var current = Averaged();
        var loss = _options.ExactLoss ? Value(_objective, current, _samples) : meanLoss;
        var validationLoss = _validation.IsEmpty ? double.NaN : Value(_unpenalized, current, _validation[0]);
        var monitored = _validation.IsEmpty ? loss : validationLoss;
        if (!double.IsFinite(loss) || !double.IsFinite(monitored) || !AreFinite(_parameters.All))
        {
            return false;
        }

        var metric = _options.Metric.Evaluate(_objective.Network, current, _measurement.Samples, _measurement.Predict);
        var elapsed = _options.Clock.GetElapsedTime(_began);
        var epoch = new Epoch(number, loss, validationLoss, metric, rate, elapsed);
        _history.Add(epoch);
        if (number > _start.Epoch)
        {
            _optimizer.Observe(monitored);
        }

        // The mean over the batches speaks for the parameters that the epoch started from, the exact loss for those that it reached.
        if (loss < _least)
        {
            (_steady, _least) = (_options.ExactLoss ? (current, number) : _before, loss);
        }

        _before = (current, number);
        Keep(current, number, Score(monitored, metric));
        var done = Math.Max(number - _start.Epoch, 1);
        _options.Progress.Report(new TrainingProgress(epoch, last, elapsed * (last - number) / done));
        return true;
    }

    private double Score(double loss, double metric) =>
        _options.Criterion == Criterion.Loss ? loss
        : _options.Metric.HigherIsBetter ? -metric
        : metric;

    private void Keep(Parameters<T> current, int number, double score)
    {
        if (score < _best || double.IsPositiveInfinity(_best))
        {
            (_kept, _best) = ((current, number), score);
        }

        var isProgress = score < _progress - _options.EarlyStopping.MinDelta || double.IsPositiveInfinity(_progress);
        (_progress, _epochsWithoutProgress) = isProgress ? (score, 0) : (_progress, _epochsWithoutProgress + 1);
    }

    private double Value(Objective objective, Parameters<T> parameters, Batch<T> samples) =>
        double.CreateChecked(Backpropagation.Value(objective, parameters.Span, samples.Span, _workspace));

    private Checkpoint<T> Reached(int epoch) => new(Current(), _optimizer.State(), epoch);

    /// <summary>θ as it stands: one copy for all who ask between two steps.</summary>
    private Parameters<T> Current()
    {
        if (_copy.Steps != _optimizer.Steps)
        {
            _copy = (new Parameters<T>(_layout, _parameters.All.ToArray()), _optimizer.Steps);
        }

        return _copy.Parameters;
    }

    /// <summary>What the training is to give: the average of θ where the optimiser keeps one.</summary>
    private Parameters<T> Averaged() =>
        _optimizer.KeepsAverage
            ? new Parameters<T>(_layout, _optimizer.Averaged(_parameters.All).ToArray())
            : Current();

    /// <summary>The best of the finished epochs; a training that goes on from the end of the last one repeats the epoch that was cut off.</summary>
    private TrainingResult<T> Cancelled(Checkpoint<T> boundary) =>
        double.IsFinite(ValueOfLastBatch(_kept.Parameters))
            ? Result(_kept.Parameters, TrainingOutcome.Cancelled, _kept.Epoch, boundary)
            : Diverged();

    private TrainingResult<T> Ended(TrainingOutcome outcome, int epoch)
    {
        var last = Reached(epoch);
        var reached = Averaged();

        // Parameters that nothing has tried yet: one batch shows whether their loss is finite, and spares most trainings the passes over all.
        var tried = ValueOfLastBatch(reached);
        var isSuspect = _history.Count > 0 && (_history[^1].Loss > Math.Min(_least, _first) || !(tried <= _first));
        if (!_keepsBest && !double.IsFinite(tried))
        {
            return Diverged();
        }

        if (isSuspect && IsFarWorse(reached))
        {
            // The numbers are finite still: who goes on from here goes on as if nothing had been said.
            return Diverged() with { Last = last };
        }

        return _keepsBest
            ? Result(_kept.Parameters, outcome, _kept.Epoch, last)
            : Result(reached, outcome, epoch, last);
    }

    private double ValueOfLastBatch(Parameters<T> parameters)
    {
        var batch = _gatherer.Gather(_gatherer.StepCount - 1);
        return double.CreateChecked(Backpropagation.Value(_objective, parameters.Span, batch, _workspace));
    }

    /// <summary>
    /// Whether J̃ is far above that of the start and of a network of zeros, and J above that of the latter: neither noise nor a long way from a good start is called
    /// a divergence, nor are weights that are large and yet predict.
    /// </summary>
    private bool IsFarWorse(Parameters<T> parameters)
    {
        var zeros = new Parameters<T>(_layout, new T[_layout.Count]);
        var (start, nothing) = (ValueOfEpoch(_objective, _start.Parameters), ValueOfEpoch(_unpenalized, zeros));

        // A loss may be negative: a multiple of it would be less.
        var bound = FarWorse * Math.Max(0, Math.Max(start, nothing));
        return !(ValueOfEpoch(_objective, parameters) <= bound) && !(ValueOfEpoch(_unpenalized, parameters) <= nothing);
    }

    /// <summary>The mean over the batches of the last epoch, for other samples are not what was trained on.</summary>
    private double ValueOfEpoch(Objective objective, Parameters<T> parameters)
    {
        var (total, seen) = (0.0, 0);
        for (var step = 0; step < _gatherer.StepCount; step++)
        {
            var batch = _gatherer.Gather(step);
            var value = Backpropagation.Value(objective, parameters.Span, batch, _workspace);
            (total, seen) = (total + (double.CreateChecked(value) * batch.Count), seen + batch.Count);
        }

        return total / seen;
    }

    /// <summary>The best of what is known to be sound: finite numbers alone may be far out already.</summary>
    private TrainingResult<T> Diverged()
    {
        var reached = _keepsBest && _steady.Epoch > _start.Epoch ? _kept : _steady;
        if (reached.Epoch > _start.Epoch && !IsSound(reached.Parameters))
        {
            reached = (_start.Parameters, _start.Epoch);
        }

        var state = _options.Optimizer.Initialize(reached.Parameters);
        var last = new Checkpoint<T>(reached.Parameters, state, reached.Epoch);
        return Result(reached.Parameters, TrainingOutcome.Diverged, reached.Epoch, last);
    }

    /// <summary>The mean over an epoch's batches says little of any one point on a way that leads far out.</summary>
    private bool IsSound(Parameters<T> parameters) =>
        _keepsBest
            ? !IsFarWorse(parameters)
            : ValueOfEpoch(_objective, parameters) <= ValueOfEpoch(_objective, _start.Parameters);

    private TrainingResult<T> Result(
        Parameters<T> parameters,
        TrainingOutcome outcome,
        int epoch,
        Checkpoint<T> last
    ) => new(parameters, outcome, _history.ToImmutable(), epoch, last);

    private static bool AreFinite(ReadOnlySpan<T> values) => TensorPrimitives.IsFiniteAll(values);
}
