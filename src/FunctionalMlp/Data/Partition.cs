using System.Collections.Immutable;

namespace FunctionalMlp.Data;

/// <summary>A division of samples into a part to train on and a part to test on; both are sample numbers in ascending order.</summary>
/// <param name="Train">The samples to train on, at least one.</param>
/// <param name="Test">The samples held out, at least one.</param>
public sealed record Partition(ImmutableArray<int> Train, ImmutableArray<int> Test)
{
    /// <summary>The samples to train on.</summary>
    public ImmutableArray<int> Train
    {
        get;
        init => field = InvalidInputException.RequireArray(nameof(Train), value);
    } = InvalidInputException.RequireArray(nameof(Train), Train);

    /// <summary>The samples held out.</summary>
    public ImmutableArray<int> Test
    {
        get;
        init => field = InvalidInputException.RequireArray(nameof(Test), value);
    } = InvalidInputException.RequireArray(nameof(Test), Test);

    /// <summary>Divides 0 … <paramref name="count"/> − 1 at random.</summary>
    /// <param name="count">The number of samples, 2 or more.</param>
    /// <param name="trainFraction">The share to train on, between 0 and 1; rounded, with at least one sample in each part.</param>
    /// <param name="seed">Fixes the choice.</param>
    /// <exception cref="InvalidInputException">The fraction is not between 0 and 1, or there are fewer than two samples.</exception>
    public static Partition Random(int count, double trainFraction, long seed)
    {
        RequireTwo(nameof(count), count);
        return Stratified(Unlabelled(count), trainFraction, seed);
    }

    /// <summary>
    /// Divides labelled samples at random, each class in the same proportion up to one sample: the whole is rounded, and the samples
    /// that the classes' shares, rounded down, leave over go to the classes with the largest remainders, the first of equal ones.
    /// </summary>
    /// <param name="labels">The class of each sample, 2 or more; each label 0 or above.</param>
    /// <param name="trainFraction">The share to train on, between 0 and 1; rounded, with at least one sample in each part.</param>
    /// <param name="seed">Fixes the choice.</param>
    /// <exception cref="InvalidInputException">The fraction is not between 0 and 1, there are fewer than two samples, or a label is negative.</exception>
    public static Partition Stratified(ImmutableArray<int> labels, double trainFraction, long seed)
    {
        if (!(trainFraction > 0 && trainFraction < 1))
        {
            throw new InvalidInputException(nameof(trainFraction), "a number between 0 and 1", $"{trainFraction}");
        }

        InvalidInputException.RequireArray(nameof(labels), labels);
        RequireTwo($"{nameof(labels)}.Length", labels.Length);
        RequireLabels(labels);
        var total = Math.Clamp((int)Math.Round(trainFraction * labels.Length), 1, labels.Length - 1);
        var classes = ShuffledClasses(labels, seed).ToArray();
        var shares = Shares(total, Array.ConvertAll(classes, members => members.Length));
        var isTrain = new bool[labels.Length];
        foreach (var (members, share) in classes.Zip(shares))
        {
            foreach (var sample in members.AsSpan(0, share))
            {
                isTrain[sample] = true;
            }
        }

        return Create(labels.Length, sample => isTrain[sample]);
    }

    /// <summary>Cross-validation: divides 0 … <paramref name="count"/> − 1 into folds whose sizes differ by one at most, each of which is the test part once.</summary>
    /// <param name="count">The number of samples, at least as many as folds.</param>
    /// <param name="folds">The number of folds, 2 or more.</param>
    /// <param name="seed">Fixes the choice.</param>
    /// <exception cref="InvalidInputException">Fewer than two folds, or fewer samples than folds.</exception>
    public static ImmutableArray<Partition> Folds(int count, int folds, long seed)
    {
        RequireFolds(folds, nameof(count), count);
        return StratifiedFolds(Unlabelled(count), folds, seed);
    }

    /// <summary>Cross-validation with each class spread evenly: a class's numbers in any two folds differ by one at most.</summary>
    /// <param name="labels">The class of each sample; at least as many samples as folds; each label 0 or above.</param>
    /// <param name="folds">The number of folds, 2 or more.</param>
    /// <param name="seed">Fixes the choice.</param>
    /// <exception cref="InvalidInputException">Fewer than two folds, fewer samples than folds, or a negative label.</exception>
    public static ImmutableArray<Partition> StratifiedFolds(ImmutableArray<int> labels, int folds, long seed)
    {
        InvalidInputException.RequireArray(nameof(labels), labels);
        RequireFolds(folds, $"{nameof(labels)}.Length", labels.Length);
        RequireLabels(labels);
        var fold = new int[labels.Length];
        var dealt = 0;
        foreach (var sample in ShuffledClasses(labels, seed).SelectMany(members => members))
        {
            // Dealing goes on where the class before left off, which keeps the folds equally large.
            fold[sample] = dealt++ % folds;
        }

        return [.. Enumerable.Range(0, folds).Select(test => Create(labels.Length, sample => fold[sample] != test))];
    }

    /// <summary>Equal parts.</summary>
    /// <param name="other">The partition to compare with.</param>
    public bool Equals(Partition? other) =>
        other is not null
        && Train.AsSpan().SequenceEqual(other.Train.AsSpan())
        && Test.AsSpan().SequenceEqual(other.Test.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Train.Length, Test.Length, Test.IsEmpty ? 0 : Test[0]);

    /// <summary>A total divided in proportion to sizes, by the largest remainders; in integers, for remainders that are equal must be seen as equal.</summary>
    private static int[] Shares(int total, int[] sizes)
    {
        var count = sizes.Sum();
        var shares = Array.ConvertAll(sizes, size => (int)((long)total * size / count));
        var byRemainder = Enumerable.Range(0, sizes.Length).OrderByDescending(i => (long)total * sizes[i] % count);
        foreach (var i in byRemainder.Take(total - shares.Sum()))
        {
            shares[i]++;
        }

        return shares;
    }

    private static void RequireTwo(string argument, int count)
    {
        if (count < 2)
        {
            throw new InvalidInputException(argument, "at least 2 samples, one for each part", $"{count}");
        }
    }

    private static void RequireFolds(int folds, string argument, int count)
    {
        InvalidInputException.RequireAtLeast(nameof(folds), 2, folds);
        if (count < folds)
        {
            throw new InvalidInputException(argument, $"at least {folds} samples, one for each fold", $"{count}");
        }
    }

    private static void RequireLabels(ImmutableArray<int> labels)
    {
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] < 0)
            {
                throw new InvalidInputException($"{nameof(labels)}[{i}]", "at least 0", $"{labels[i]}");
            }
        }
    }

    private static ImmutableArray<int> Unlabelled(int count) =>
        ImmutableArray.Create(new int[InvalidInputException.RequireAtLeast(nameof(count), 0, count)]);

    private static IEnumerable<int[]> ShuffledClasses(ImmutableArray<int> labels, long seed) =>
        Enumerable
            .Range(0, labels.Length)
            .GroupBy(sample => labels[sample])
            .OrderBy(members => members.Key)
            .Select(members =>
            {
                var inOrder = members.ToArray();
                var order = new RandomNumbers(seed).Split(members.Key).Permutation(inOrder.Length);
                return order.Select(index => inOrder[index]).ToArray();
            });

    private static Partition Create(int count, Func<int, bool> isTrain)
    {
        var parts = Enumerable.Range(0, count).ToLookup(isTrain);
        return new Partition([.. parts[true]], [.. parts[false]]);
    }
}
