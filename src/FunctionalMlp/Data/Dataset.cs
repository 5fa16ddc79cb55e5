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
    /// <param name="classNames">One for each class; every label is an index into them.</param>
    /// <exception cref="InvalidInputException">A number of names that does not fit, or a label without a class.</exception>
    public Dataset(
        string name,
        Batch<T> samples,
        ImmutableArray<string> featureNames,
        ImmutableArray<string> classNames
    )
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(samples);
        if (featureNames.Length != samples.Inputs.Columns)
        {
            throw new InvalidInputException(
                nameof(featureNames),
                $"{samples.Inputs.Columns} names",
                $"{featureNames.Length}"
            );
        }

        Loss.SoftmaxCrossEntropy.Require(samples, classNames.Length);
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
    /// <param name="trainFraction">The share of each class that goes into the first part, between 0 and 1; rounded, with at least one sample of the whole in each part.</param>
    /// <param name="seed">Fixes the choice.</param>
    /// <exception cref="InvalidInputException">The fraction is not between 0 and 1, or a part would be empty.</exception>
    public (Batch<T> Train, Batch<T> Test) Split(double trainFraction, long seed)
    {
        if (!(trainFraction > 0 && trainFraction < 1))
        {
            throw new InvalidInputException(nameof(trainFraction), "a number between 0 and 1", $"{trainFraction}");
        }

        var (train, test) = (new List<int>(), new List<int>());
        for (var label = 0; label < ClassNames.Length; label++)
        {
            var members = Enumerable.Range(0, Samples.Count).Where(sample => Samples.Labels[sample] == label).ToArray();
            var order = new RandomNumbers(seed).Split(label).Permutation(members.Length);
            var cut = (int)Math.Round(trainFraction * members.Length);
            train.AddRange(order.Take(cut).Select(index => members[index]));
            test.AddRange(order.Skip(cut).Select(index => members[index]));
        }

        train.Sort();
        test.Sort();
        InvalidInputException.RequireAtLeast("train samples", 1, train.Count);
        InvalidInputException.RequireAtLeast("test samples", 1, test.Count);
        return (Samples.Select(train.ToArray()), Samples.Select(test.ToArray()));
    }
}
