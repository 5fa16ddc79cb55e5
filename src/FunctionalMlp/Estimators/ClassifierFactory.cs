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
        var (train, validation) = Estimation.SetAside(data.Samples, data.Samples.Labels, options);
        var scaling = Estimation.Scaling(train.Inputs, options.Scaling);
        var network = Estimation.Network(data.FeatureNames.Length, data.ClassNames.Length, options);
        Batch<T> Scale(Batch<T> batch) => new(scaling.Apply(batch.Inputs), batch.Labels, batch.Targets, batch.Weights);
        var result = Estimation.Train(
            network,
            options.ClassificationLoss,
            Scale(train),
            [.. validation.Select(Scale)],
            options
        );
        return new Classifier<T>(
            network,
            result.Parameters,
            scaling,
            data.FeatureNames,
            data.ClassNames,
            result.History
        )
        {
            Outcome = result.Outcome,
        };
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
}
