using System.Collections.Immutable;
using FunctionalMlp.Training;

namespace FunctionalMlp.Estimators;

/// <summary>How inputs are scaled before the network sees them; always fitted on the samples that are trained on, and only on them.</summary>
public enum InputScaling
{
    /// <summary>Each column to mean 0 and standard deviation 1.</summary>
    Standardize,

    /// <summary>All columns alike, to mean 0 and standard deviation 1 over all entries: for pixels and other inputs of one unit.</summary>
    StandardizeTogether,

    /// <summary>Each column to 0 … 1.</summary>
    MinMax,

    /// <summary>Not at all.</summary>
    None,
}

/// <summary>How an estimator is built and trained. All have good defaults; F#: <c>EstimatorOptions(Seed = 2)</c>.</summary>
public sealed record EstimatorOptions
{
    /// <summary>The widths of the hidden layers; none gives a linear model.</summary>
    public ImmutableArray<int> HiddenWidths { get; init; } = [64];

    /// <summary>The activation of the hidden layers.</summary>
    public Activation Activation { get; init; } = Activation.ReLU;

    /// <summary>The share of each hidden layer's outputs that a step of training drops, 0 or above, below 1.</summary>
    public double Dropout { get; init; }

    /// <summary>What a classifier's errors cost: here go label smoothing and class weights.</summary>
    public SoftmaxCrossEntropy ClassificationLoss { get; init; } = Loss.SoftmaxCrossEntropy;

    /// <summary>Draws the initial weights.</summary>
    public Initializer Initializer { get; init; } = Initializer.HeNormal;

    /// <summary>How inputs are scaled.</summary>
    public InputScaling Scaling { get; init; } = InputScaling.Standardize;

    /// <summary>What large weights cost.</summary>
    public Penalty Penalty { get; init; } = Penalty.SquaredNorm(1e-4);

    /// <summary>The share of the samples set aside to tell when to stop and which epoch was the best; 0 trains on all of them and keeps the last epoch.</summary>
    public double ValidationFraction { get; init; } = 0.15;

    /// <summary>Fixes all that is random: initial weights, batches, and which samples are set aside.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>The training; its seed and validation fraction are replaced by those above.</summary>
    public TrainingOptions Training { get; init; } =
        new()
        {
            Epochs = 200,
            BatchSize = 32,
            Optimizer = Optimizer.Adam(3e-3),
            EarlyStopping = new EarlyStopping { Patience = 20 },
        };
}
