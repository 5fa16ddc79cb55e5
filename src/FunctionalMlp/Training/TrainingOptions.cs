namespace FunctionalMlp.Training;

/// <summary>How to train. All have defaults; F#: <c>TrainingOptions(Epochs = 200)</c>.</summary>
public sealed record TrainingOptions
{
    /// <summary>How many epochs to run, 0 or more. In an epoch every sample is seen once, but see <see cref="Batches"/>.</summary>
    public int Epochs { get; init; } = 100;

    /// <summary>Samples in a step, 1 or more; the default is all of them (full batch). The last batch of an epoch may be smaller.</summary>
    public int BatchSize { get; init; } = int.MaxValue;

    /// <summary>Which samples each step takes.</summary>
    public Batches Batches { get; init; } = Batches.Shuffled;

    /// <summary>Turns gradients into parameters.</summary>
    public Optimizer Optimizer { get; init; } = Optimizer.Sgd(0.1);

    /// <summary>Fixes all that is random: the batches of each epoch, and which samples are set aside for validation.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>The share of the samples set aside for validation, chosen at random, of each class the same: 0 or above, below 1.</summary>
    public double ValidationFraction { get; init; }

    /// <summary>Measured after each epoch, on the validation samples, or on the training samples if there are none.</summary>
    public Metric Metric { get; init; } = Metric.None;

    /// <summary>What decides which epoch is the best one.</summary>
    public Criterion Criterion { get; init; } = Criterion.Loss;

    /// <summary>When to stop for want of progress.</summary>
    public EarlyStopping EarlyStopping { get; init; } = EarlyStopping.Never;

    /// <summary>
    /// Whether <see cref="Epoch.Loss"/> is J̃ over all training samples after the epoch, which costs another forward pass, and the history
    /// starts with the state before training. Otherwise it is the mean over the epoch's batches, each before its step.
    /// </summary>
    public bool ExactLoss { get; init; }

    /// <summary>Told of each epoch when it is done; the default tells nobody.</summary>
    public IProgress<TrainingProgress> Progress { get; init; } = new Silence();

    /// <summary>
    /// Asks the training to end after the step under way, with the parameters of the best epoch so far by <see cref="Criterion"/>; where that
    /// is the loss, by <see cref="Epoch.ValidationLoss"/>, or by <see cref="Epoch.Loss"/> without validation samples.
    /// </summary>
    public CancellationToken Cancellation { get; init; } = CancellationToken.None;

    /// <summary>Measures <see cref="Epoch.Elapsed"/>.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>
    /// The most threads that a step uses; 0, the default, stands for all processors. Small work stays on one. The result does not
    /// depend on it, to the bit. Metrics between the epochs use all processors.
    /// </summary>
    public int Threads { get; init; }

    internal void Require()
    {
        ArgumentNullException.ThrowIfNull(Batches, "options.Batches");
        ArgumentNullException.ThrowIfNull(Optimizer, "options.Optimizer");
        ArgumentNullException.ThrowIfNull(Metric, "options.Metric");
        ArgumentNullException.ThrowIfNull(EarlyStopping, "options.EarlyStopping");
        ArgumentNullException.ThrowIfNull(Progress, "options.Progress");
        ArgumentNullException.ThrowIfNull(Clock, "options.Clock");
        InvalidInputException.RequireAtLeast("options.Threads", 0, Threads);
        InvalidInputException.RequireAtLeast("options.Epochs", 0, Epochs);
        InvalidInputException.RequireAtLeast("options.BatchSize", 1, BatchSize);
        GradientTransformation.RequireDecay("options.ValidationFraction", ValidationFraction);
        InvalidInputException.RequireAtLeast("options.EarlyStopping.Patience", 1, EarlyStopping.Patience);
        InvalidInputException.RequireNonNegative("options.EarlyStopping.MinDelta", EarlyStopping.MinDelta);
        if (Criterion == Criterion.Metric && Metric == Metric.None)
        {
            throw new InvalidInputException("options.Metric", "a metric, for it is the criterion", $"{Metric}");
        }
    }

    private sealed class Silence : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) { }
    }
}
