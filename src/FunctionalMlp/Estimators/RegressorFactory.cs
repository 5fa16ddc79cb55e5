using System.Collections.Immutable;
using System.Numerics;
using FunctionalMlp.Data;
using FunctionalMlp.Evaluation;
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
        var loss = options.RegressionLoss;
        loss.RequireTargets("data.Samples.Targets", data.Samples.Targets);
        var (train, validation) = Estimation.SetAside(data.Samples, [.. new int[data.Samples.Count]], options);
        var scaling = Estimation.Scaling(train.Inputs, options.Scaling);
        var targetScaling = loss.FitScaling(train.Targets);
        var network = Estimation.Network(data.FeatureNames.Length, data.TargetNames.Length, options);
        Batch<T> Scale(Batch<T> batch) =>
            new(scaling.Apply(batch.Inputs), [], targetScaling.Apply(batch.Targets), batch.Weights);
        var result = Estimation.Train(network, loss, Scale(train), [.. validation.Select(Scale)], options);
        return new Regressor<T>(
            network,
            loss,
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
}
