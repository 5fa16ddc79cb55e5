using System.Numerics;
using FunctionalMlp.Data;
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

    /// <summary>A regressor fitted to samples with target values: squared error of standardised targets. A pure function of its arguments.</summary>
    /// <param name="data">The samples to learn from; no others should be among them.</param>
    /// <param name="options">How to build and train it.</param>
    /// <exception cref="InvalidInputException">An option is out of range, or there are too few samples to set some aside.</exception>
    public static Regressor<T> Fit<T>(RegressionDataset<T> data, EstimatorOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        var (train, validation) = Estimation.SetAside(data.Samples, [.. new int[data.Samples.Count]], options);
        var scaling = Estimation.Scaling(train.Inputs, options.Scaling);
        var targetScaling = Scaling.Standardize(train.Targets);
        var network = Estimation.Network(data.FeatureNames.Length, data.TargetNames.Length, options);
        Batch<T> Scale(Batch<T> batch) =>
            new(scaling.Apply(batch.Inputs), [], targetScaling.Apply(batch.Targets), batch.Weights);
        var result = Estimation.Train(network, Loss.SquaredError, Scale(train), [.. validation.Select(Scale)], options);
        return new Regressor<T>(
            network,
            result.Parameters,
            scaling,
            targetScaling,
            data.FeatureNames,
            data.TargetNames,
            result.History
        )
        {
            Outcome = result.Outcome,
        };
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
}
