using System.Collections.Immutable;
using System.Globalization;
using FunctionalMlp.Losses;
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
    // Every option of the training is a view of this one record, so that the order in which they are set does not matter.
    private readonly TrainingOptions _training = new()
    {
        Epochs = 200,
        BatchSize = 32,
        Optimizer = Optimizer.Adam(3e-3),
        EarlyStopping = new EarlyStopping { Patience = 20 },
    };

    private readonly bool _isStoppingAskedFor;

    /// <summary>
    /// The widths of the hidden layers; none gives a linear model. Layers with an activation and a dropout each:
    /// <see cref="Classifier.Fit{T}(Data.Dataset{T}, Network, EstimatorOptions)"/> and
    /// <see cref="Regressor.Fit{T}(Data.RegressionDataset{T}, Network, EstimatorOptions)"/>.
    /// </summary>
    public ImmutableArray<int> HiddenWidths
    {
        get;
        init => field = InvalidInputException.RequireArray("options.HiddenWidths", value);
    } = [64];

    /// <summary>The activation of the hidden layers.</summary>
    public Activation Activation { get; init; } = Activation.ReLU;

    /// <summary>The share of the inputs, after scaling, that a step of training drops, 0 or above, below 1.</summary>
    public double InputDropout { get; init; }

    /// <summary>The share of each hidden layer's outputs that a step of training drops, 0 or above, below 1.</summary>
    public double Dropout { get; init; }

    /// <summary>What a classifier's errors cost: here go label smoothing and class weights.</summary>
    public SoftmaxCrossEntropy ClassificationLoss { get; init; } = Loss.SoftmaxCrossEntropy;

    /// <summary>
    /// What a regressor's errors cost. Squared error and <see cref="Loss.Huber"/> take standardised targets, so that δ counts standard deviations.
    /// With <see cref="Loss.Poisson"/> targets are counts and predictions rates, with <see cref="Loss.BinaryCrossEntropy"/> targets are 0…1
    /// and predictions probabilities: so samples are given several labels that do not exclude each other.
    /// </summary>
    public TargetLoss RegressionLoss { get; init; } = Loss.SquaredError;

    /// <summary>Draws the initial weights.</summary>
    public Initializer Initializer { get; init; } = Initializer.HeNormal;

    /// <summary>How inputs are scaled.</summary>
    public InputScaling Scaling { get; init; } = InputScaling.Standardize;

    /// <summary>What large weights cost.</summary>
    public Penalty Penalty { get; init; } = Penalty.SquaredNorm(1e-4);

    /// <summary>The share of the samples set aside to tell when to stop and which epoch was the best, of each class the same; 0 trains on all of them and keeps the last epoch, but see <see cref="EarlyStopping"/>.</summary>
    public double ValidationFraction { get; init; } = 0.15;

    /// <summary>Fixes all that is random: initial weights, batches, and which samples are set aside.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>How many epochs to run at most, 0 or more; 200 by default.</summary>
    public int Epochs
    {
        get => _training.Epochs;
        init => _training = _training with { Epochs = value };
    }

    /// <summary>Samples in a step, 1 or more; 32 by default.</summary>
    public int BatchSize
    {
        get => _training.BatchSize;
        init => _training = _training with { BatchSize = value };
    }

    /// <inheritdoc cref="TrainingOptions.Batches"/>
    public Batches Batches
    {
        get => _training.Batches;
        init => _training = _training with { Batches = value };
    }

    /// <summary>Turns gradients into parameters; Adam with the rate 0.003 by default.</summary>
    public Optimizer Optimizer
    {
        get => _training.Optimizer;
        init => _training = _training with { Optimizer = value };
    }

    /// <summary>
    /// When to stop for want of progress on the samples set aside; after 20 epochs by default. Without samples set aside the default is never, and
    /// what is set here goes by the training loss and keeps its best epoch.
    /// </summary>
    public EarlyStopping EarlyStopping
    {
        get => _training.EarlyStopping;
        init => (_training, _isStoppingAskedFor) = (_training with { EarlyStopping = value }, true);
    }

    /// <inheritdoc cref="TrainingOptions.Metric"/>
    public Metric Metric
    {
        get => _training.Metric;
        init => _training = _training with { Metric = value };
    }

    /// <inheritdoc cref="TrainingOptions.Criterion"/>
    public Criterion Criterion
    {
        get => _training.Criterion;
        init => _training = _training with { Criterion = value };
    }

    /// <inheritdoc cref="TrainingOptions.ExactLoss"/>
    public bool ExactLoss
    {
        get => _training.ExactLoss;
        init => _training = _training with { ExactLoss = value };
    }

    /// <inheritdoc cref="TrainingOptions.Progress"/>
    public IProgress<TrainingProgress> Progress
    {
        get => _training.Progress;
        init => _training = _training with { Progress = value };
    }

    /// <inheritdoc cref="TrainingOptions.Cancellation"/>
    public CancellationToken Cancellation
    {
        get => _training.Cancellation;
        init => _training = _training with { Cancellation = value };
    }

    /// <inheritdoc cref="TrainingOptions.Clock"/>
    public TimeProvider Clock
    {
        get => _training.Clock;
        init => _training = _training with { Clock = value };
    }

    /// <inheritdoc cref="TrainingOptions.Threads"/>
    public int Threads
    {
        get => _training.Threads;
        init => _training = _training with { Threads = value };
    }

    /// <summary>How to train on samples from which the estimator has set some aside already.</summary>
    internal TrainingOptions Training =>
        _training with
        {
            Seed = Seed,
            ValidationFraction = 0,
            EarlyStopping =
                ValidationFraction == 0 && !_isStoppingAskedFor ? EarlyStopping.Never : _training.EarlyStopping,
        };

    internal void Require()
    {
        ArgumentNullException.ThrowIfNull(Activation, "options.Activation");
        ArgumentNullException.ThrowIfNull(ClassificationLoss, "options.ClassificationLoss");
        ArgumentNullException.ThrowIfNull(RegressionLoss, "options.RegressionLoss");
        ArgumentNullException.ThrowIfNull(Initializer, "options.Initializer");
        ArgumentNullException.ThrowIfNull(Penalty, "options.Penalty");
        FunctionalMlp.Dropout.RequireRate(Dropout, "options.Dropout");
        FunctionalMlp.Dropout.RequireRate(InputDropout, "options.InputDropout");
        foreach (var width in HiddenWidths)
        {
            InvalidInputException.RequireAtLeast("options.HiddenWidths", 1, width);
        }
    }

    /// <summary>A network that is given has layers of its own: what is said of others would be lost.</summary>
    internal void RequireNoLayers()
    {
        var standard = new EstimatorOptions();
        Require(
            HiddenWidths.SequenceEqual(standard.HiddenWidths),
            nameof(HiddenWidths),
            string.Join(", ", HiddenWidths)
        );
        Require(Activation == standard.Activation, nameof(Activation), $"{Activation}");
        Require(Dropout == standard.Dropout, nameof(Dropout), Dropout.ToString(CultureInfo.InvariantCulture));
        Require(
            InputDropout == standard.InputDropout,
            nameof(InputDropout),
            InputDropout.ToString(CultureInfo.InvariantCulture)
        );

        static void Require(bool isDefault, string name, string actual)
        {
            if (!isDefault)
            {
                throw new InvalidInputException(
                    $"options.{name}",
                    "its default, for the network that is given has layers of its own",
                    actual
                );
            }
        }
    }
}
