using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalMlp.Data;

/// <summary>Samples whose targets are numbers, with the names of their features and targets.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class RegressionDataset<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Samples with names.</summary>
    /// <param name="name">What the data set is called.</param>
    /// <param name="samples">With target values.</param>
    /// <param name="featureNames">One for each column of the inputs.</param>
    /// <param name="targetNames">One for each column of the targets.</param>
    /// <exception cref="InvalidInputException">A number of names that does not fit, or no target values.</exception>
    public RegressionDataset(
        string name,
        Batch<T> samples,
        ImmutableArray<string> featureNames,
        ImmutableArray<string> targetNames
    )
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(samples);
        Require(nameof(featureNames), samples.Inputs.Columns, featureNames);
        InvalidInputException.RequireAtLeast("samples.Targets.Columns", 1, samples.Targets.Columns);
        Require(nameof(targetNames), samples.Targets.Columns, targetNames);
        (Name, Samples, FeatureNames, TargetNames) = (name, samples, featureNames, targetNames);

        static void Require(string argument, int expected, ImmutableArray<string> names)
        {
            if (InvalidInputException.RequireArray(argument, names).Length != expected)
            {
                throw new InvalidInputException(argument, $"{expected} names", $"{names.Length}");
            }
        }
    }

    /// <summary>What the data set is called.</summary>
    public string Name { get; }

    /// <summary>All samples.</summary>
    public Batch<T> Samples { get; }

    /// <summary>The name of each input.</summary>
    public ImmutableArray<string> FeatureNames { get; }

    /// <summary>The name of each target.</summary>
    public ImmutableArray<string> TargetNames { get; }

    /// <summary>Splits the samples in two at random.</summary>
    /// <param name="trainFraction">The share that goes into the first part, between 0 and 1.</param>
    /// <param name="seed">Fixes the choice.</param>
    /// <exception cref="InvalidInputException">The fraction is not between 0 and 1, or a part would be empty.</exception>
    public (Batch<T> Train, Batch<T> Test) Split(double trainFraction, long seed)
    {
        var partition = Partition.Random(Samples.Count, trainFraction, seed);
        return (Samples.Select(partition.Train.AsSpan()), Samples.Select(partition.Test.AsSpan()));
    }

    /// <summary>Some of the samples, under the same names.</summary>
    /// <param name="samples">Sample numbers, at least one, such as a part of a <see cref="Partition"/>.</param>
    /// <exception cref="InvalidInputException">No number, or one out of range.</exception>
    public RegressionDataset<T> Select(ImmutableArray<int> samples) =>
        new(
            Name,
            Samples.Select(InvalidInputException.RequireArray(nameof(samples), samples).AsSpan()),
            FeatureNames,
            TargetNames
        );

    /// <summary>The name, the number of samples, of features and of targets.</summary>
    public override string ToString() =>
        $"{Name}: {Samples.Count} samples, {FeatureNames.Length} features, {TargetNames.Length} targets";
}

/// <summary>Creates data sets for regression; everything given is copied.</summary>
public static class RegressionDataset
{
    /// <summary>A sample for each record: its features and targets are functions of the record.</summary>
    /// <param name="name">What the data set is called.</param>
    /// <param name="records">At least one.</param>
    /// <param name="targets">What is to be predicted, at least one.</param>
    /// <param name="features">The inputs, at least one.</param>
    /// <exception cref="InvalidInputException">No record, feature or target, or a number that is NaN or infinite.</exception>
    public static RegressionDataset<T> FromRecords<TRecord, T>(
        string name,
        IEnumerable<TRecord> records,
        IEnumerable<Feature<TRecord, T>> targets,
        IEnumerable<Feature<TRecord, T>> features
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(features);
        var (all, inputs, outputs) = (records.ToArray(), features.ToArray(), targets.ToArray());
        var samples = Batch.WithTargets(Feature.Tabulate(all, inputs), Feature.Tabulate(all, outputs));
        return new RegressionDataset<T>(name, samples, Feature.Names(inputs), Feature.Names(outputs));
    }
}
