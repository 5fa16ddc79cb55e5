using System.Collections.Immutable;
using System.Numerics;
using FunctionalMlp.Data;
using FunctionalMlp.Evaluation;
using FunctionalMlp.Losses;
using FunctionalMlp.Persistence;
using FunctionalMlp.Training;

namespace FunctionalMlp.Estimators;

/// <summary>A fitted regressor: a network with its parameters and the scalings of its inputs and targets. Immutable, safe on any thread.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed record Regressor<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly SamplePredictor<T> _predictor;

    internal Regressor(
        Network network,
        TargetLoss loss,
        Parameters<T> parameters,
        Scaling<T> scaling,
        Scaling<T> targetScaling,
        ImmutableArray<string> featureNames,
        ImmutableArray<string> targetNames,
        ImmutableArray<Epoch> history
    )
    {
        (Network, Loss, Parameters, Scaling, TargetScaling) = (network, loss, parameters, scaling, targetScaling);
        (FeatureNames, TargetNames, History) = (featureNames, targetNames, history);
        _predictor = new SamplePredictor<T>(network, parameters, scaling);
    }

    /// <summary>The architecture; its outputs are scaled targets, or logarithms of rates, or logits, as <see cref="Loss"/> has it.</summary>
    public Network Network { get; }

    /// <summary>What errors cost in its training.</summary>
    public TargetLoss Loss { get; }

    /// <summary>θ.</summary>
    public Parameters<T> Parameters { get; }

    /// <summary>What is done to the inputs first.</summary>
    public Scaling<T> Scaling { get; }

    /// <summary>What was done to the targets in training; predictions go the way back.</summary>
    public Scaling<T> TargetScaling { get; }

    /// <summary>The name of each input.</summary>
    public ImmutableArray<string> FeatureNames { get; }

    /// <summary>The name of each target.</summary>
    public ImmutableArray<string> TargetNames { get; }

    /// <summary>The epochs of its training; empty for a loaded model.</summary>
    public ImmutableArray<Epoch> History { get; }

    /// <summary>How its training ended; after a divergence the model is the best one before it, or one that is not trained. A loaded model does not know: completed.</summary>
    public TrainingOutcome Outcome { get; internal init; }

    /// <summary>Texts that travel along in a saved model, such as how its inputs are made.</summary>
    public ImmutableSortedDictionary<string, string> Notes { get; internal init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The same model with one more note.</summary>
    /// <param name="name">Its name; one of that name is replaced.</param>
    /// <param name="text">The note.</param>
    public Regressor<T> WithNote(string name, string text)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(text);
        return this with { Notes = Notes.SetItem(name, text) };
    }

    /// <summary>
    /// The same model trained on, with more samples or the same ones: its network, loss, scalings, names and notes stay, and its epochs are counted on. The
    /// optimiser begins anew.
    /// </summary>
    /// <param name="data">With the same features and targets.</param>
    /// <param name="options">How to train; what it says of layers, initial weights, scaling and the loss is not looked at. The same share and seed set aside the same ones of the same samples.</param>
    /// <exception cref="InvalidInputException">Other features or targets, an option is out of range, a target is none that the loss takes, or there are too few samples to set some aside.</exception>
    public Regressor<T> Continue(RegressionDataset<T> data, EstimatorOptions options)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        Estimation.RequireSameNames("data.FeatureNames", FeatureNames, data.FeatureNames);
        Estimation.RequireSameNames("data.TargetNames", TargetNames, data.TargetNames);
        Loss.RequireTargets("data.Samples.Targets", data.Samples.Targets);
        var (train, validation) = Estimation.SetAside(data.Samples, [.. new int[data.Samples.Count]], options);
        return Train(train, validation, options);
    }

    /// <summary>The predicted targets, in their own unit: rates for a Poisson loss, probabilities for binary cross-entropy.</summary>
    /// <param name="inputs">N×d, not scaled.</param>
    /// <returns>N×K.</returns>
    /// <exception cref="InvalidInputException">Another number of columns.</exception>
    public Matrix<T> Predict(Matrix<T> inputs) =>
        PredictionsOf(Network.Apply(Parameters, Scaling.Apply(inputs, nameof(inputs))));

    /// <summary>The predicted targets of one sample, in their own unit.</summary>
    /// <param name="sample">d inputs, not scaled.</param>
    /// <exception cref="InvalidInputException">Another number of inputs, or one that is NaN or infinite.</exception>
    public Vector<T> PredictOne(ReadOnlySpan<T> sample)
    {
        var targets = new T[TargetNames.Length];
        PredictOne(sample, targets);
        return new Vector<T>(targets.Length, targets);
    }

    /// <summary>The predicted targets of one sample, the same bits as for many. Once warm it allocates nothing.</summary>
    /// <param name="sample">d inputs, not scaled.</param>
    /// <param name="targets">Receives a number for each target.</param>
    /// <returns><paramref name="targets"/>, filled.</returns>
    /// <exception cref="InvalidInputException">A span has another length, or an input is NaN or infinite.</exception>
    public ReadOnlySpan<T> PredictOne(ReadOnlySpan<T> sample, Span<T> targets)
    {
        InvalidInputException.RequireShape(nameof(targets), 1, TargetNames.Length, 1, targets.Length);
        _predictor.Predict(sample, targets);
        Loss.Means(targets, targets);
        TargetScaling.Invert(targets, targets);
        return targets;
    }

    /// <summary>How good it is on samples, which should be others than those it was fitted to.</summary>
    /// <param name="samples">With targets in the order of <see cref="TargetNames"/>.</param>
    /// <exception cref="InvalidInputException">The shapes do not conform, or a target is none that the loss takes.</exception>
    public RegressionReport Evaluate(Batch<T> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        Loss.Require(samples, TargetNames.Length);
        return RegressionReport.Create(Predict(samples.Inputs), samples.Targets);
    }

    /// <summary>How much R² drops when a feature is shuffled; <see cref="PermutationImportance"/>.</summary>
    /// <param name="samples">With targets in the order of <see cref="TargetNames"/>.</param>
    /// <param name="repetitions">How often each feature is shuffled, 1 or more.</param>
    /// <param name="seed">Fixes the shuffles.</param>
    /// <exception cref="InvalidInputException">The shapes do not conform, an argument is out of range, or a target is none that the loss takes.</exception>
    public ImmutableArray<FeatureImportance> Importance(Batch<T> samples, int repetitions = 5, long seed = 1)
    {
        ArgumentNullException.ThrowIfNull(samples);
        Loss.Require(samples, TargetNames.Length);
        return PermutationImportance.Compute(
            samples.Inputs,
            inputs => RegressionMetrics.RSquared(Predict(inputs), samples.Targets),
            repetitions,
            seed
        );
    }

    /// <summary>
    /// Saves it in the safetensors format: the tensors of <see cref="NetworkFile"/>, and in the metadata the scalings, the names
    /// and the notes. Written in one piece: at no time is there half a file under its name.
    /// </summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Save(string path) =>
        ModelFile
            .Create(Regressor.Kind, Network, Parameters, Scaling, FeatureNames, Notes)
            .With(ModelFile.Loss, Loss.Name)
            .With(ModelFile.Targets, MetadataJson.Write(TargetNames))
            .With(ModelFile.TargetScaling, MetadataJson.Write(TargetScaling))
            .Save(path);

    internal Regressor<T> Train(Batch<T> train, ImmutableArray<Batch<T>> validation, EstimatorOptions options)
    {
        Batch<T> Scale(Batch<T> batch) =>
            new(Scaling.Apply(batch.Inputs), [], TargetScaling.Apply(batch.Targets), batch.Weights);
        var (scaled, aside) = (Scale(train), validation.Select(Scale).ToImmutableArray());
        var (targets, inputs) = aside.IsEmpty
            ? (train.Targets, scaled.Inputs)
            : (validation[0].Targets, aside[0].Inputs);
        var result = Estimation.Train(
            Objective.Create(Network, Loss),
            Parameters,
            History,
            scaled,
            aside,
            options,
            // Of predictions, in the targets' unit, as Evaluate has it.
            new Measurement<T>(new Batch<T>(inputs, [], targets), PredictionsOf)
        );
        return new Regressor<T>(
            Network,
            Loss,
            result.Parameters,
            Scaling,
            TargetScaling,
            FeatureNames,
            TargetNames,
            result.History
        )
        {
            Outcome = result.Outcome,
            Notes = Notes,
        };
    }

    private Matrix<T> PredictionsOf(Matrix<T> outputs)
    {
        var means = new T[outputs.Span.Length];
        Loss.Means(outputs.Span, means);
        return TargetScaling.Invert(new Matrix<T>(outputs.Rows, outputs.Columns, means));
    }

    /// <summary>Equal in all that a prediction depends on, names included.</summary>
    /// <param name="other">The regressor to compare with.</param>
    public bool Equals(Regressor<T>? other) =>
        other is not null
        && Network.Equals(other.Network)
        && Loss.Name == other.Loss.Name
        && Parameters.Equals(other.Parameters)
        && Scaling.Equals(other.Scaling)
        && TargetScaling.Equals(other.TargetScaling)
        && FeatureNames.SequenceEqual(other.FeatureNames)
        && TargetNames.SequenceEqual(other.TargetNames);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Network, Parameters, Scaling, TargetScaling);

    /// <summary>The architecture and the targets.</summary>
    public override string ToString() => $"{Network}: {string.Join(", ", TargetNames)}";
}
