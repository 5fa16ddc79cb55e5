using System.Collections.Immutable;
using System.Numerics;
using FunctionalMlp.Data;
using FunctionalMlp.Evaluation;
using FunctionalMlp.Persistence;

namespace FunctionalMlp.Estimators;

/// <summary>Fits classifiers, and loads saved ones.</summary>
public static class Classifier
{
    internal const string Kind = "classifier";

    /// <summary>A classifier fitted to labelled samples, with the default options.</summary>
    /// <param name="data">The samples to learn from; no others should be among them.</param>
    /// <exception cref="InvalidInputException">Too few samples to set some aside.</exception>
    public static Classifier<T> Fit<T>(Dataset<T> data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fit(data, new EstimatorOptions());

    /// <summary>A classifier fitted to labelled samples: softmax cross-entropy of a network. A pure function of its arguments.</summary>
    /// <param name="data">The samples to learn from; no others should be among them.</param>
    /// <param name="options">How to build and train it.</param>
    /// <exception cref="InvalidInputException">An option is out of range, or there are too few samples to set some aside.</exception>
    public static Classifier<T> Fit<T>(Dataset<T> data, EstimatorOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        options.Require();
        return Train(data, Estimation.Network(data.FeatureNames.Length, data.ClassNames.Length, options), options);
    }

    /// <summary>A classifier of a network of one's own, with activations and dropout of each layer. A pure function of its arguments.</summary>
    /// <param name="data">The samples to learn from; no others should be among them.</param>
    /// <param name="network">With as many inputs as there are features, and a logit for each class.</param>
    /// <param name="options">How to train it; what it says of layers (<see cref="EstimatorOptions.HiddenWidths"/>, activation, dropout) is left at its default.</param>
    /// <exception cref="InvalidInputException">The network's widths do not fit the data, an option is out of range or says something of layers, or there are too few samples to set some aside.</exception>
    public static Classifier<T> Fit<T>(Dataset<T> data, Network network, EstimatorOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        Estimation.RequireNetwork(network, data.FeatureNames.Length, data.ClassNames.Length);
        options.Require();
        options.RequireNoLayers();
        return Train(data, network, options);
    }

    /// <summary>
    /// A classifier of parameters that something else has trained, such as <see cref="Training.Trainer"/> or <see cref="Training.Lbfgs"/>: it predicts by
    /// name, and is saved with scaling and names.
    /// </summary>
    /// <param name="network">With a logit for each class.</param>
    /// <param name="parameters">θ, of the network's shape, all finite.</param>
    /// <param name="scaling">What was done to the inputs in training; <see cref="Data.Scaling.None"/> if nothing was.</param>
    /// <param name="featureNames">One for each input.</param>
    /// <param name="classNames">One for each output, no two the same.</param>
    /// <exception cref="InvalidInputException">The numbers of names, the scaling or the parameters do not fit the network, or a parameter is not finite.</exception>
    public static Classifier<T> Create<T>(
        Network network,
        Parameters<T> parameters,
        Scaling<T> scaling,
        ImmutableArray<string> featureNames,
        ImmutableArray<string> classNames
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        InvalidInputException.RequireArray(nameof(featureNames), featureNames);
        Dataset.RequireClassNames(classNames);
        Estimation.RequireNetwork(network, featureNames.Length, classNames.Length);
        Estimation.RequireParameters(network, parameters, scaling);
        return new Classifier<T>(network, parameters, scaling, featureNames, classNames, []);
    }

    /// <summary>Cross-validation: for each of so many stratified folds, how good a classifier is on it that was fitted to the others.</summary>
    /// <param name="data">All samples.</param>
    /// <param name="folds">The number of folds, 2 or more.</param>
    /// <param name="options">How to build and train; the seed fixes the folds too.</param>
    /// <exception cref="InvalidInputException">An option is out of range, or there are fewer samples than folds.</exception>
    public static ImmutableArray<ClassificationReport> CrossValidate<T>(
        Dataset<T> data,
        int folds,
        EstimatorOptions options
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        return
        [
            .. Partition
                .StratifiedFolds(data.Samples.Labels, folds, options.Seed)
                .Select(fold => Fit(data.Select(fold.Train), options).Evaluate(data.Select(fold.Test).Samples)),
        ];
    }

    /// <summary>Reads a classifier that <see cref="Classifier{T}.Save"/> wrote; it predicts the same bits.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidFileException">It is damaged, holds another kind of model, or another element type.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Classifier<T> Load<T>(string path)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var file = ModelFile.Open(path, Kind);
        var (network, parameters) = NetworkFile.Read<T>(file);
        var model = new Classifier<T>(
            network,
            parameters,
            MetadataJson.ReadScaling<T>(file, ModelFile.Scaling),
            MetadataJson.ReadNames(file, ModelFile.Features),
            MetadataJson.ReadNames(file, ModelFile.Classes),
            []
        )
        {
            Notes = ModelFile.ReadNotes(file),
        };
        ModelFile.Require(file, network.InputWidth, model.Scaling.Columns, model.FeatureNames.Length);
        ModelFile.Require(file, network.OutputWidth, model.ClassNames.Length);
        return model;
    }

    private static Classifier<T> Train<T>(Dataset<T> data, Network network, EstimatorOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (train, validation) = Estimation.SetAside(data.Samples, data.Samples.Labels, options);
        var scaling = Estimation.Scaling(train.Inputs, options.Scaling);
        var initial = network.Initialize<T>(options.Initializer, options.Seed);
        var untrained = new Classifier<T>(network, initial, scaling, data.FeatureNames, data.ClassNames, []);
        return untrained.Train(train, validation, options);
    }
}
