namespace FunctionalMlp.Training;

/// <summary>What an epoch came to.</summary>
/// <param name="Number">1, 2, …; 0 is the state before training.</param>
/// <param name="Loss">J̃: the mean over the epoch's batches, or over all training samples after it (<see cref="TrainingOptions.ExactLoss"/>).</param>
/// <param name="ValidationLoss">J, without the penalty, over the validation samples after the epoch; NaN if there are none.</param>
/// <param name="Metric">The value of <see cref="TrainingOptions.Metric"/> after the epoch; NaN if there is none.</param>
/// <param name="LearningRate">η of the epoch's last step.</param>
/// <param name="Elapsed">Since the training began. It takes no part in equality: equal trainings take different times.</param>
public sealed record Epoch(
    int Number,
    double Loss,
    double ValidationLoss,
    double Metric,
    double LearningRate,
    TimeSpan Elapsed
)
{
    /// <summary>Equal in all but the time.</summary>
    /// <param name="other">The epoch to compare with.</param>
    public bool Equals(Epoch? other) => other is not null && Content.Equals(other.Content);

    /// <inheritdoc/>
    public override int GetHashCode() => Content.GetHashCode();

    private (int, double, double, double, double) Content => (Number, Loss, ValidationLoss, Metric, LearningRate);
}

/// <summary>How far a training has come.</summary>
/// <param name="Epoch">The epoch that has just been finished.</param>
/// <param name="LastEpoch">The number of the last one, if nothing ends the training before.</param>
/// <param name="TimeLeft">Estimated from the epochs run so far.</param>
public sealed record TrainingProgress(Epoch Epoch, int LastEpoch, TimeSpan TimeLeft);
