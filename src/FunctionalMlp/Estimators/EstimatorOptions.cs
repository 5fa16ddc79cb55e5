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

/// <summary>How an estimator is built and trained. All have good defaults; F#: <c>EstimatorOptions(Seed = 2, Epochs = 50)</c>.</summary>
public sealed record EstimatorOptions
{
    private readonly TrainingOptions _training = new()
    {
        Epochs = 200,
        BatchSize = 32,
        Optimizer = Optimizer.Adam(3e-3),
        EarlyStopping = new EarlyStopping { Patience = 20 },
    };

    /// <summary>The widths of the hidden layers; none gives a linear model.</summary>
    public ImmutableArray<int> HiddenWidths { get; init; } = [64];

    /// <summary>The activation of the hidden layers.</summary>
    public Activation Activation { get; init; } = Activation.ReLU;

    /// <summary>The share of the inputs, after scaling, that a step of training drops, 0 or above, below 1.</summary>
    public double InputDropout { get; init; }

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

    /// <summary>The epochs of <see cref="Training"/> at most; the rest of it stays as it is.</summary>
    public int Epochs
    {
        get => Training.Epochs;
        init => Training = Training with { Epochs = value };
    }

    /// <summary>The batch size of <see cref="Training"/>; the rest of it stays as it is.</summary>
    public int BatchSize
    {
        get => Training.BatchSize;
        init => Training = Training with { BatchSize = value };
    }

    /// <summary>The optimiser of <see cref="Training"/>; the rest of it stays as it is.</summary>
    public Optimizer Optimizer
    {
        get => Training.Optimizer;
        init => Training = Training with { Optimizer = value };
    }

    /// <summary>The early stopping of <see cref="Training"/>; the rest of it stays as it is.</summary>
    public EarlyStopping EarlyStopping
    {
        get => Training.EarlyStopping;
        init => Training = Training with { EarlyStopping = value };
    }

    /// <summary>Who is told of the epochs of <see cref="Training"/>; the rest of it stays as it is.</summary>
    public IProgress<TrainingProgress> Progress
    {
        get => Training.Progress;
        init => Training = Training with { Progress = value };
    }

    /// <summary>What asks <see cref="Training"/> to end; the rest of it stays as it is.</summary>
    public CancellationToken Cancellation
    {
        get => Training.Cancellation;
        init => Training = Training with { Cancellation = value };
    }

    /// <summary>
    /// The whole training; its seed and validation fraction are replaced by those above. One that is given here replaces all of the
    /// default (200 epochs, batches of 32, Adam with the rate 0.003, patience 20), with what <see cref="TrainingOptions"/> has by default
    /// where it says nothing: to vary a part, use the properties above, such as <see cref="Epochs"/>.
    /// </summary>
    public TrainingOptions Training
    {
        get => _training;
        init
        {
            ArgumentNullException.ThrowIfNull(value, "options.Training");
            _training = value;
        }
    }

    internal void Require()
    {
        ArgumentNullException.ThrowIfNull(Activation, "options.Activation");
        ArgumentNullException.ThrowIfNull(ClassificationLoss, "options.ClassificationLoss");
        ArgumentNullException.ThrowIfNull(Initializer, "options.Initializer");
        ArgumentNullException.ThrowIfNull(Penalty, "options.Penalty");
        if (HiddenWidths.IsDefault)
        {
            throw new InvalidInputException("options.HiddenWidths", "an array, empty for no hidden layer", "default");
        }
    }
}
