namespace FunctionalMlp.Training;

/// <summary>How to train. All have defaults; F#: <c>TrainingOptions(Epochs = 200)</c>.</summary>
public sealed record TrainingOptions
{
    /// <summary>How often every sample is seen; 0 or more.</summary>
    public int Epochs { get; init; } = 100;

    /// <summary>Samples in a step, 1 or more; the default is all of them (full batch). The last batch of an epoch may be smaller.</summary>
    public int BatchSize { get; init; } = int.MaxValue;

    /// <summary>Turns gradients into parameters.</summary>
    public Optimizer Optimizer { get; init; } = Optimizer.GradientDescent(0.1);

    /// <summary>Fixes the order in which mini-batches take the samples, which is shuffled anew in each epoch.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Told of each epoch when it is done; the default tells nobody.</summary>
    public IProgress<Epoch> Progress { get; init; } = new Silence();

    private sealed class Silence : IProgress<Epoch>
    {
        public void Report(Epoch value) { }
    }
}

/// <summary>What an epoch came to.</summary>
/// <param name="Number">1, 2, …; 0 is the state before training.</param>
/// <param name="Loss">J̃ over all training samples, after the epoch.</param>
public sealed record Epoch(int Number, double Loss);
