using System.Buffers;
using System.Collections.Immutable;
using System.Numerics;
using System.Numerics.Tensors;
using FunctionalMlp.Data;
using FunctionalMlp.Evaluation;
using FunctionalMlp.Kernels;
using FunctionalMlp.Persistence;
using FunctionalMlp.Training;

namespace FunctionalMlp.Estimators;

/// <summary>A fitted classifier: a network with its parameters, the scaling of its inputs and the names of its classes. Immutable, safe on any thread.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed record Classifier<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly SamplePredictor<T> _predictor;

    internal Classifier(
        Network network,
        Parameters<T> parameters,
        Scaling<T> scaling,
        ImmutableArray<string> featureNames,
        ImmutableArray<string> classNames,
        ImmutableArray<Epoch> history
    )
    {
        (Network, Parameters, Scaling) = (network, parameters, scaling);
        _predictor = new SamplePredictor<T>(network, parameters, scaling);
        (FeatureNames, ClassNames, History) = (featureNames, classNames, history);
    }

    /// <summary>The architecture; its outputs are logits.</summary>
    public Network Network { get; }

    /// <summary>θ.</summary>
    public Parameters<T> Parameters { get; }

    /// <summary>What is done to the inputs first.</summary>
    public Scaling<T> Scaling { get; }

    /// <summary>The name of each input.</summary>
    public ImmutableArray<string> FeatureNames { get; }

    /// <summary>The name of each class, in the order of the labels and of the columns of <see cref="Probabilities"/>.</summary>
    public ImmutableArray<string> ClassNames { get; }

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
    public Classifier<T> WithNote(string name, string text)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(text);
        return this with { Notes = Notes.SetItem(name, text) };
    }

    /// <summary>
    /// The same model trained on, with more samples or the same ones: its network, scaling, names and notes stay, and its epochs are counted on. The
    /// optimiser begins anew.
    /// </summary>
    /// <param name="data">With the same features, and classes that it knows by name.</param>
    /// <param name="options">How to train; what it says of layers, initial weights and scaling is not looked at. The same share and seed set aside the same ones of the same samples.</param>
    /// <exception cref="InvalidInputException">Other features or classes, an option is out of range, or there are too few samples to set some aside.</exception>
    public Classifier<T> Continue(Dataset<T> data, EstimatorOptions options)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        Estimation.RequireSameNames("data.FeatureNames", FeatureNames, data.FeatureNames);
        if (data.ClassNames.FirstOrDefault(name => !ClassNames.Contains(name)) is { } unknown)
        {
            throw new InvalidInputException("data.ClassNames", string.Join(", ", ClassNames), $"\"{unknown}\"");
        }

        var samples = data.Samples;
        ImmutableArray<int> labels = [.. samples.Labels.Select(label => ClassNames.IndexOf(data.ClassNames[label]))];
        samples = new Batch<T>(samples.Inputs, labels, samples.Targets, samples.Weights);
        var (train, validation) = Estimation.SetAside(samples, labels, options);
        return Train(train, validation, options);
    }

    /// <summary>The probability of each class, ψ of the logits, equation (14).</summary>
    /// <param name="inputs">N×d, not scaled.</param>
    /// <returns>N×K; each row sums to one.</returns>
    /// <exception cref="InvalidInputException">Another number of columns.</exception>
    public Matrix<T> Probabilities(Matrix<T> inputs) =>
        Softmax.Apply(Network.Apply(Parameters, Scaling.Apply(inputs, nameof(inputs))));

    /// <summary>The label of the most probable class of each sample.</summary>
    /// <param name="inputs">N×d, not scaled.</param>
    /// <exception cref="InvalidInputException">Another number of columns.</exception>
    public ImmutableArray<int> Classify(Matrix<T> inputs) =>
        Network.Classify(Parameters, Scaling.Apply(inputs, nameof(inputs)));

    /// <summary>The name of the most probable class of each sample.</summary>
    /// <param name="inputs">N×d, not scaled.</param>
    /// <exception cref="InvalidInputException">Another number of columns.</exception>
    public ImmutableArray<string> Predict(Matrix<T> inputs) => [.. Classify(inputs).Select(label => ClassNames[label])];

    /// <summary>The name of the most probable class of one sample. Once warm it allocates nothing.</summary>
    /// <param name="sample">d inputs, not scaled.</param>
    /// <exception cref="InvalidInputException">Another number of inputs, or one that is NaN or infinite.</exception>
    public string PredictOne(ReadOnlySpan<T> sample)
    {
        var borrowed = ArrayPool<T>.Shared.Rent(ClassNames.Length);
        try
        {
            var logits = borrowed.AsSpan(0, ClassNames.Length);
            _predictor.Predict(sample, logits);
            return ClassNames[TensorPrimitives.IndexOfMax<T>(logits)];
        }
        finally
        {
            ArrayPool<T>.Shared.Return(borrowed);
        }
    }

    /// <summary>The probability of each class for one sample, the same bits as for many. Once warm it allocates nothing.</summary>
    /// <param name="sample">d inputs, not scaled.</param>
    /// <param name="probabilities">Receives a probability for each class.</param>
    /// <returns><paramref name="probabilities"/>, filled.</returns>
    /// <exception cref="InvalidInputException">A span has another length, or an input is NaN or infinite.</exception>
    public ReadOnlySpan<T> PredictOne(ReadOnlySpan<T> sample, Span<T> probabilities)
    {
        var classes = ClassNames.Length;
        InvalidInputException.RequireShape(nameof(probabilities), 1, classes, 1, probabilities.Length);
        _predictor.Predict(sample, probabilities);
        SoftmaxKernel.SoftmaxRows<T>(1, classes, probabilities, probabilities);
        return probabilities;
    }

    /// <summary>How good it is on samples, which should be others than those it was fitted to.</summary>
    /// <param name="samples">With labels in the order of <see cref="ClassNames"/>.</param>
    /// <exception cref="InvalidInputException">The shapes do not conform, or a label is out of range.</exception>
    public ClassificationReport Evaluate(Batch<T> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        Loss.SoftmaxCrossEntropy.Require(samples, ClassNames.Length);
        return ClassificationReport.Create(Probabilities(samples.Inputs), samples.Labels, ClassNames);
    }

    /// <summary>How much the accuracy drops when a feature is shuffled; <see cref="PermutationImportance"/>.</summary>
    /// <param name="samples">With labels in the order of <see cref="ClassNames"/>.</param>
    /// <param name="repetitions">How often each feature is shuffled, 1 or more.</param>
    /// <param name="seed">Fixes the shuffles.</param>
    /// <exception cref="InvalidInputException">The shapes do not conform, or an argument is out of range.</exception>
    public ImmutableArray<FeatureImportance> Importance(Batch<T> samples, int repetitions = 5, long seed = 1)
    {
        ArgumentNullException.ThrowIfNull(samples);
        Loss.SoftmaxCrossEntropy.Require(samples, ClassNames.Length);
        return PermutationImportance.Compute(
            samples.Inputs,
            inputs => ConfusionMatrix.Create(samples.Labels, Classify(inputs), ClassNames.Length).Accuracy,
            repetitions,
            seed
        );
    }

    /// <summary>
    /// Saves it in the safetensors format: the tensors of <see cref="NetworkFile"/>, and in the metadata the scaling, the names
    /// and the notes. Written in one piece: at no time is there half a file under its name.
    /// </summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Save(string path) =>
        ModelFile
            .Create(Classifier.Kind, Network, Parameters, Scaling, FeatureNames, Notes)
            .With(ModelFile.Classes, MetadataJson.Write(ClassNames))
            .Save(path);

    internal Classifier<T> Train(Batch<T> train, ImmutableArray<Batch<T>> validation, EstimatorOptions options)
    {
        Batch<T> Scale(Batch<T> batch) => new(Scaling.Apply(batch.Inputs), batch.Labels, batch.Targets, batch.Weights);
        var (scaled, aside) = (Scale(train), validation.Select(Scale).ToImmutableArray());
        var result = Estimation.Train(
            Objective.Create(Network, options.ClassificationLoss),
            Parameters,
            History,
            scaled,
            aside,
            options,
            Measurement<T>.OfOutputs(aside.IsEmpty ? scaled : aside[0])
        );
        return new Classifier<T>(Network, result.Parameters, Scaling, FeatureNames, ClassNames, result.History)
        {
            Outcome = result.Outcome,
            Notes = Notes,
        };
    }

    /// <summary>Equal in all that a prediction depends on, names included.</summary>
    /// <param name="other">The classifier to compare with.</param>
    public bool Equals(Classifier<T>? other) =>
        other is not null
        && Network.Equals(other.Network)
        && Parameters.Equals(other.Parameters)
        && Scaling.Equals(other.Scaling)
        && FeatureNames.SequenceEqual(other.FeatureNames)
        && ClassNames.SequenceEqual(other.ClassNames);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Network, Parameters, Scaling);

    /// <summary>The architecture and the classes.</summary>
    public override string ToString() => $"{Network}: {string.Join(", ", ClassNames)}";
}
