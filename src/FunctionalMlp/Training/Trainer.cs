using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using FunctionalMlp.Data;

namespace FunctionalMlp.Training;

/// <summary>
/// Minimises an objective over batches of samples. Its functions are pure: the same arguments give the same bits. A training that ends far worse than
/// it began is told from one that went well: <see cref="TrainingOutcome.Diverged"/>.
/// </summary>
public static class Trainer
{
    // Sequences of the seed beside those of the epochs, which are numbered from 1.
    private const int ValidationStream = -1;
    private const int DropoutStream = -2;

    /// <summary>Trains from given parameters.</summary>
    /// <param name="objective">J̃.</param>
    /// <param name="parameters">θ to start from, all finite; they are not changed.</param>
    /// <param name="samples">The training samples; <see cref="TrainingOptions.ValidationFraction"/> of them are set aside.</param>
    /// <param name="options">How to train.</param>
    /// <exception cref="InvalidInputException">The shapes do not conform, an option is out of range, or a parameter is not finite.</exception>
    public static TrainingResult<T> Fit<T>(
        Objective objective,
        Parameters<T> parameters,
        Batch<T> samples,
        TrainingOptions options
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Resume(objective, Start(parameters, options), samples, options);

    /// <summary>Trains from given parameters, with given validation samples.</summary>
    /// <param name="objective">J̃.</param>
    /// <param name="parameters">θ to start from, all finite; they are not changed.</param>
    /// <param name="samples">The training samples.</param>
    /// <param name="validation">The validation samples; no step sees them.</param>
    /// <param name="options">How to train.</param>
    /// <exception cref="InvalidInputException">The shapes do not conform, an option is out of range, or a parameter is not finite.</exception>
    public static TrainingResult<T> Fit<T>(
        Objective objective,
        Parameters<T> parameters,
        Batch<T> samples,
        Batch<T> validation,
        TrainingOptions options
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Resume(objective, Start(parameters, options), samples, validation, options);

    /// <summary>
    /// Goes on from a checkpoint for <see cref="TrainingOptions.Epochs"/> more epochs: with the same options, five epochs and then five more
    /// give the same bits as ten. (The best epoch is sought among the new ones.)
    /// </summary>
    /// <param name="objective">J̃.</param>
    /// <param name="checkpoint">Where to go on from.</param>
    /// <param name="samples">The training samples; <see cref="TrainingOptions.ValidationFraction"/> of them are set aside.</param>
    /// <param name="options">How to train.</param>
    /// <exception cref="InvalidInputException">The shapes do not conform, an option is out of range, or a parameter is not finite.</exception>
    public static TrainingResult<T> Resume<T>(
        Objective objective,
        Checkpoint<T> checkpoint,
        Batch<T> samples,
        TrainingOptions options
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require(objective, checkpoint, samples, options);
        if (options.ValidationFraction == 0)
        {
            return Run(objective, checkpoint, samples, [], options, Measurement<T>.OfOutputs(samples));
        }

        RequireSamplesToSetAside(samples.Count, options.ValidationFraction);
        var (seed, share) = (ValidationSeed(options.Seed), 1 - options.ValidationFraction);
        var partition = samples.Labels.IsEmpty
            ? Partition.Random(samples.Count, share, seed)
            : Partition.Stratified(samples.Labels, share, seed);
        return Resume(
            objective,
            checkpoint,
            samples.Select(partition.Train.AsSpan()),
            samples.Select(partition.Test.AsSpan()),
            options with
            {
                ValidationFraction = 0,
            }
        );
    }

    /// <summary>Goes on from a checkpoint, with given validation samples.</summary>
    /// <param name="objective">J̃.</param>
    /// <param name="checkpoint">Where to go on from.</param>
    /// <param name="samples">The training samples.</param>
    /// <param name="validation">The validation samples; no step sees them.</param>
    /// <param name="options">How to train.</param>
    /// <exception cref="InvalidInputException">The shapes do not conform, an option is out of range, or a parameter is not finite.</exception>
    public static TrainingResult<T> Resume<T>(
        Objective objective,
        Checkpoint<T> checkpoint,
        Batch<T> samples,
        Batch<T> validation,
        TrainingOptions options
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.ValidationFraction > 0)
        {
            throw new InvalidInputException(
                "options.ValidationFraction",
                "0 where validation samples are given",
                $"{options.ValidationFraction}"
            );
        }

        return Run(objective, checkpoint, samples, [validation], options, Measurement<T>.OfOutputs(validation));
    }

    /// <summary>What drops inputs and outputs in a step (<see cref="Objective.UnderDropout"/>): with it, the training can be replayed by pure functions.</summary>
    /// <param name="seed">Of the training.</param>
    /// <param name="step">How many steps were taken before, <see cref="OptimizerState{T}.Steps"/>.</param>
    public static RandomNumbers Noise(long seed, long step) => new RandomNumbers(seed).Split(DropoutStream).Split(step);

    /// <summary>One sample cannot be trained on and set aside.</summary>
    internal static void RequireSamplesToSetAside(int samples, double validationFraction)
    {
        if (samples < 2)
        {
            throw new InvalidInputException(
                "options.ValidationFraction",
                "0 (no validation) for a single sample",
                string.Create(CultureInfo.InvariantCulture, $"{validationFraction}")
            );
        }
    }

    internal static long ValidationSeed(long seed) =>
        unchecked((long)new RandomNumbers(seed).Split(ValidationStream)[0]);

    /// <summary>Parameters after so many epochs, with an optimiser that remembers nothing.</summary>
    internal static Checkpoint<T> Start<T>(Parameters<T> parameters, TrainingOptions options, int epoch = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(options);
        options.Require();
        return new Checkpoint<T>(parameters, options.Optimizer.Initialize(parameters), epoch);
    }

    /// <summary>Trains with validation samples or without, and measures what is asked for.</summary>
    internal static TrainingResult<T> Run<T>(
        Objective objective,
        Checkpoint<T> checkpoint,
        Batch<T> samples,
        ImmutableArray<Batch<T>> validation,
        TrainingOptions options,
        Measurement<T> measurement
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require(objective, checkpoint, samples, options);
        foreach (var batch in validation)
        {
            objective.Require(batch);
        }

        return new TrainingRun<T>(objective, checkpoint, samples, validation, options, measurement).Run();
    }

    private static void Require<T>(
        Objective objective,
        Checkpoint<T> checkpoint,
        Batch<T> samples,
        TrainingOptions options
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentNullException.ThrowIfNull(options);
        options.Require();
        objective.Require(checkpoint.Parameters, samples);
        options.Optimizer.Require(checkpoint.State, checkpoint.Parameters.Layout);
        InvalidInputException.RequireAtLeast("checkpoint.Epoch", 0, checkpoint.Epoch);
        InvalidInputException.RequireFinite("parameters", checkpoint.Parameters.Span, checkpoint.Parameters.Count);
    }

    /// <summary>Samples that count for nothing have no mean loss.</summary>
    internal static void RequireWeight<T>(string argument, Loss loss, Batch<T> samples)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (loss.Scale(samples.Span) == T.Zero)
        {
            var counts = Enumerable.Range(0, samples.Count).Any(i => loss.Scale(samples.Select([i]).Span) > T.Zero);
            throw new InvalidInputException(
                argument,
                counts
                    ? "weights, times those of their classes, with a finite sum"
                    : "a sample whose weight, times that of its class, is above 0",
                counts ? "a sum that is infinite" : $"{samples.Count} without any"
            );
        }
    }
}
