using System.Collections.Immutable;
using System.Numerics;
using FunctionalMlp.Data;
using FunctionalMlp.Evaluation;
using FunctionalMlp.Losses;
using FunctionalMlp.Persistence;

namespace FunctionalMlp.Estimators;

/// <summary>Fits regressors, and loads saved ones.</summary>
public static class Regressor
{
    internal const string Kind = "regressor";

    /// <summary>A regressor fitted to samples with target values, with the default options.</summary>
    /// <param name="data">The samples to learn from; no others should be among them.</param>
    /// <exception cref="InvalidInputException">Too few samples to set some aside.</exception>
    public static Regressor<T> Fit<T>(RegressionDataset<T> data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fit(data, new EstimatorOptions());

    /// <summary>A regressor fitted to samples with target values: <see cref="EstimatorOptions.RegressionLoss"/> of a network. A pure function of its arguments.</summary>
    /// <param name="data">The samples to learn from; no others should be among them.</param>
    /// <param name="options">How to build and train it.</param>
    /// <exception cref="InvalidInputException">An option is out of range, a target is none that the loss takes, or there are too few samples to set some aside.</exception>
    public static Regressor<T> Fit<T>(RegressionDataset<T> data, EstimatorOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        options.Require();
        return Train(data, Estimation.Network(data.FeatureNames.Length, data.TargetNames.Length, options), options);
    }

    /// <summary>A regressor of a network of one's own, with activations and dropout of each layer. A pure function of its arguments.</summary>
    /// <param name="data">The samples to learn from; no others should be among them.</param>
    /// <param name="network">With as many inputs as there are features, and an output for each target.</param>
    /// <param name="options">How to train it; what it says of layers (<see cref="EstimatorOptions.HiddenWidths"/>, activation, dropout) is left at its default.</param>
    /// <exception cref="InvalidInputException">The network's widths do not fit the data, an option is out of range or says something of layers, a target is none that the loss takes, or there are too few samples to set some aside.</exception>
    public static Regressor<T> Fit<T>(RegressionDataset<T> data, Network network, EstimatorOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        Estimation.RequireNetwork(network, data.FeatureNames.Length, data.TargetNames.Length);
        options.Require();
        options.RequireNoLayers();
        return Train(data, network, options);
    }

    /// <summary>
    /// A regressor of parameters that something else has trained, such as <see cref="Training.Trainer"/> or <see cref="Training.Lbfgs"/>: it predicts in the
    /// targets' unit, and is saved with scalings and names.
    /// </summary>
    /// <param name="network">With an output for each target.</param>
    /// <param name="loss">What errors cost in its training: it says what the outputs mean.</param>
    /// <param name="parameters">θ, of the network's shape, all finite.</param>
    /// <param name="scaling">What was done to the inputs in training; <see cref="Data.Scaling.None"/> if nothing was.</param>
    /// <param name="targetScaling">What was done to the targets.</param>
    /// <param name="featureNames">One for each input.</param>
    /// <param name="targetNames">One for each output.</param>
    /// <exception cref="InvalidInputException">The numbers of names, a scaling or the parameters do not fit the network, or a parameter is not finite.</exception>
    public static Regressor<T> Create<T>(
        Network network,
        TargetLoss loss,
        Parameters<T> parameters,
        Scaling<T> scaling,
        Scaling<T> targetScaling,
        ImmutableArray<string> featureNames,
        ImmutableArray<string> targetNames
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        InvalidInputException.RequireArray(nameof(featureNames), featureNames);
        InvalidInputException.RequireArray(nameof(targetNames), targetNames);
        ArgumentNullException.ThrowIfNull(loss);
        Estimation.RequireNetwork(network, featureNames.Length, targetNames.Length);
        Estimation.RequireParameters(network, parameters, scaling);
        Estimation.RequireColumns(nameof(targetScaling), network.OutputWidth, targetScaling);
        return new Regressor<T>(network, loss, parameters, scaling, targetScaling, featureNames, targetNames, []);
    }

    /// <summary>Cross-validation: for each of so many folds, how good a regressor is on it that was fitted to the others.</summary>
    /// <param name="data">All samples.</param>
    /// <param name="folds">The number of folds, 2 or more.</param>
    /// <param name="options">How to build and train; the seed fixes the folds too.</param>
    /// <exception cref="InvalidInputException">An option is out of range, a target is none that the loss takes, or there are fewer samples than folds.</exception>
    public static ImmutableArray<RegressionReport> CrossValidate<T>(
        RegressionDataset<T> data,
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
                .Folds(data.Samples.Count, folds, options.Seed)
                .Select(fold => Fit(data.Select(fold.Train), options).Evaluate(data.Select(fold.Test).Samples)),
        ];
    }

    /// <summary>Reads a regressor that <see cref="Regressor{T}.Save"/> wrote; it predicts the same bits.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidFileException">It is damaged, holds another kind of model, or another element type.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Regressor<T> Load<T>(string path)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var file = ModelFile.Open(path, Kind);
        var (network, parameters) = NetworkFile.Read<T>(file);
        var model = new Regressor<T>(
            network,
            ModelFile.ReadLoss(file),
            parameters,
            MetadataJson.ReadScaling<T>(file, ModelFile.Scaling),
            MetadataJson.ReadScaling<T>(file, ModelFile.TargetScaling),
            MetadataJson.ReadNames(file, ModelFile.Features),
            MetadataJson.ReadNames(file, ModelFile.Targets),
            []
        )
        {
            Notes = ModelFile.ReadNotes(file),
        };
        ModelFile.Require(file, network.InputWidth, model.Scaling.Columns, model.FeatureNames.Length);
        ModelFile.Require(file, network.OutputWidth, model.TargetScaling.Columns, model.TargetNames.Length);
        return model;
    }

    private static Regressor<T> Train<T>(RegressionDataset<T> data, Network network, EstimatorOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var loss = options.RegressionLoss;
        loss.RequireTargets("data.Samples.Targets", data.Samples.Targets);
        var (train, validation) = Estimation.SetAside(data.Samples, [.. new int[data.Samples.Count]], options);
        var untrained = new Regressor<T>(
            network,
            loss,
            network.Initialize<T>(options.Initializer, options.Seed),
            Estimation.Scaling(train.Inputs, options.Scaling),
            loss.FitScaling(train.Targets),
            data.FeatureNames,
            data.TargetNames,
            []
        );
        return untrained.Train(train, validation, options);
    }
}
