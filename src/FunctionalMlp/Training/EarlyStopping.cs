namespace FunctionalMlp.Training;

/// <summary>When to stop before all epochs are run. F#: <c>EarlyStopping(Patience = 5)</c>.</summary>
/// <remarks>Prechelt, "Early stopping — but when?", 1998.</remarks>
public sealed record EarlyStopping
{
    /// <summary>Never.</summary>
    public static EarlyStopping Never { get; } = new() { Patience = int.MaxValue };

    /// <summary>How many epochs in a row without progress are let pass, 1 or more; after so many the training stops.</summary>
    public int Patience { get; init; } = 10;

    /// <summary>Progress is a value better than the best one before by more than this; 0 or above.</summary>
    public double MinDelta { get; init; }
}

/// <summary>What tells a better epoch from a worse one.</summary>
public enum Criterion
{
    /// <summary>The validation loss, or the training loss if there are no validation samples; lower is better.</summary>
    Loss,

    /// <summary><see cref="TrainingOptions.Metric"/>.</summary>
    Metric,
}
