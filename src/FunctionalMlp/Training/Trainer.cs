using System.Collections.Immutable;
using System.Numerics;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Training;

/// <summary>Minimises an objective over batches of samples.</summary>
public static class Trainer
{
    /// <summary>Runs the epochs and returns the parameters reached. A pure function: the same arguments give the same bits.</summary>
    /// <param name="objective">J̃.</param>
    /// <param name="parameters">θ to start from; they are not changed.</param>
    /// <param name="samples">The training samples.</param>
    /// <param name="options">How to train.</param>
    /// <exception cref="InvalidInputException">The shapes do not conform, an option is out of range, or J̃ is not finite at the start.</exception>
    public static TrainingResult<T> Fit<T>(
        Objective objective,
        Parameters<T> parameters,
        Batch<T> samples,
        TrainingOptions options
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(options);
        objective.Require(parameters, samples);
        InvalidInputException.RequireAtLeast("options.Epochs", 0, options.Epochs);
        InvalidInputException.RequireAtLeast("options.BatchSize", 1, options.BatchSize);
        var (workspace, gradient) = (new Workspace<T>(), new T[parameters.Count]);
        var gatherer = new Gatherer<T>(samples, options.BatchSize, options.Seed);
        var history = ImmutableArray.CreateBuilder<Epoch>();
        var reached = parameters;
        var values = parameters.Span.ToArray();

        double Loss() => double.CreateChecked(Backpropagation.Value(objective, values, samples.Span, workspace));

        bool Record(int number)
        {
            var epoch = new Epoch(number, Loss());
            if (!double.IsFinite(epoch.Loss))
            {
                return false;
            }

            history.Add(epoch);
            reached = new Parameters<T>(parameters.Layout, (T[])values.Clone());
            options.Progress.Report(epoch);
            return true;
        }

        if (!Record(0))
        {
            throw new InvalidInputException(nameof(parameters), "parameters at which J̃ is finite", "others");
        }

        for (var number = 1; number <= options.Epochs; number++)
        {
            gatherer.Shuffle(number);
            for (var index = 0; index < gatherer.BatchCount; index++)
            {
                var batch = gatherer.Gather(index);
                Backpropagation.ValueAndGradient(objective, values, batch, workspace, gradient);
                options.Optimizer.Update<T>(gradient, values);
            }

            if (!Record(number))
            {
                return new TrainingResult<T>(reached, TrainingOutcome.Diverged, history.ToImmutable());
            }
        }

        return new TrainingResult<T>(reached, TrainingOutcome.Completed, history.ToImmutable());
    }
}
