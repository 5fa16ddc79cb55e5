using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalMlp.Data;

/// <summary>Labelled samples with the names of their features and classes.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Dataset<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Samples with names.</summary>
    /// <param name="name">What the data set is called.</param>
    /// <param name="samples">With labels.</param>
    /// <param name="featureNames">One for each column of the inputs.</param>
    /// <param name="classNames">One for each class, no two the same; every label is an index into them.</param>
    /// <exception cref="InvalidInputException">A number of names that does not fit, a class's name twice, or a label without a class.</exception>
    public Dataset(
        string name,
        Batch<T> samples,
        ImmutableArray<string> featureNames,
        ImmutableArray<string> classNames
    )
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(samples);
        InvalidInputException.RequireArray(nameof(featureNames), featureNames);
        InvalidInputException.RequireArray(nameof(classNames), classNames);
        if (featureNames.Length != samples.Inputs.Columns)
        {
            throw new InvalidInputException(
                nameof(featureNames),
                $"{samples.Inputs.Columns} names",
                $"{featureNames.Length}"
            );
        }

        Loss.SoftmaxCrossEntropy.Require(samples, classNames.Length);
        Dataset.RequireClassNames(classNames);
        (Name, Samples, FeatureNames, ClassNames) = (name, samples, featureNames, classNames);
    }

    /// <summary>What the data set is called.</summary>
    public string Name { get; }

    /// <summary>All samples.</summary>
    public Batch<T> Samples { get; }

    /// <summary>The name of each input.</summary>
    public ImmutableArray<string> FeatureNames { get; }

    /// <summary>The name of each class, in the order of the labels.</summary>
    public ImmutableArray<string> ClassNames { get; }

    /// <summary>Splits the samples in two at random, each class in the same proportion (stratified).</summary>
    /// <param name="trainFraction">The share that goes into the first part, between 0 and 1; rounded, with at least one sample of the whole in each part.</param>
    /// <param name="seed">Fixes the choice.</param>
    /// <exception cref="InvalidInputException">The fraction is not between 0 and 1, or there are fewer than two samples.</exception>
    public (Batch<T> Train, Batch<T> Test) Split(double trainFraction, long seed)
    {
        var partition = Partition.Stratified(Samples.Labels, trainFraction, seed);
        return (Samples.Select(partition.Train.AsSpan()), Samples.Select(partition.Test.AsSpan()));
    }

    /// <summary>Some of the samples, under the same names.</summary>
    /// <param name="samples">Sample numbers, at least one, such as a part of a <see cref="Partition"/>.</param>
    /// <exception cref="InvalidInputException">No number, or one out of range.</exception>
    public Dataset<T> Select(ImmutableArray<int> samples) =>
        new(
            Name,
            Samples.Select(InvalidInputException.RequireArray(nameof(samples), samples).AsSpan()),
            FeatureNames,
            ClassNames
        );

    /// <summary>The name, the number of samples, of features and of classes.</summary>
    public override string ToString() =>
        $"{Name}: {Samples.Count} samples, {FeatureNames.Length} features, {ClassNames.Length} classes";
}

/// <summary>Creates data sets from what a program has in hand; everything given is copied.</summary>
public static class Dataset
{
    /// <summary>Samples with a class name each; the classes are the names that occur, in ordinal order.</summary>
    /// <param name="name">What the data set is called.</param>
    /// <param name="inputs">X, N×d, N at least 1, all numbers finite.</param>
    /// <param name="classes">The class of each sample, N names.</param>
    /// <param name="featureNames">One for each column of the inputs.</param>
    /// <exception cref="InvalidInputException">No sample, NaN or infinity, or a number of names that does not fit.</exception>
    public static Dataset<T> Create<T>(
        string name,
        Matrix<T> inputs,
        IEnumerable<string> classes,
        ImmutableArray<string> featureNames
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(classes);
        var ofSamples = classes.ToArray();
        ImmutableArray<string> classNames = [.. ofSamples.Distinct().Order(StringComparer.Ordinal)];
        var labels = Array.ConvertAll(
            ofSamples,
            className => classNames.BinarySearch(className, StringComparer.Ordinal)
        );
        return new Dataset<T>(name, Batch.Labelled(inputs, labels), featureNames, classNames);
    }

    /// <summary>A sample for each record: its features are functions of the record, and so is the name of its class.</summary>
    /// <param name="name">What the data set is called.</param>
    /// <param name="records">At least one.</param>
    /// <param name="className">The class of a record.</param>
    /// <param name="features">The inputs, at least one.</param>
    /// <exception cref="InvalidInputException">No record, no feature, or a feature that is NaN or infinite.</exception>
    public static Dataset<T> FromRecords<TRecord, T>(
        string name,
        IEnumerable<TRecord> records,
        Func<TRecord, string> className,
        IEnumerable<Feature<TRecord, T>> features
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(className);
        ArgumentNullException.ThrowIfNull(features);
        var (all, columns) = (records.ToArray(), features.ToArray());
        return Create(name, Feature.Tabulate(all, columns), all.Select(className), Feature.Names(columns));
    }

    /// <summary>Each once, for a name is all that a prediction says.</summary>
    internal static void RequireClassNames(ImmutableArray<string> classNames)
    {
        InvalidInputException.RequireArray(nameof(classNames), classNames);
        for (var i = 0; i < classNames.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(classNames[i], $"{nameof(classNames)}[{i}]");
        }

        if (classNames.GroupBy(className => className).FirstOrDefault(same => same.Count() > 1) is { } repeated)
        {
            throw new InvalidInputException(nameof(classNames), "each name once", $"\"{repeated.Key}\" twice");
        }
    }
}
