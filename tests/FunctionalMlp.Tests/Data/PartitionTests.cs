using System.Collections.Immutable;
using FunctionalMlp.Data;
using Xunit;

namespace FunctionalMlp.Tests.Data;

public sealed class PartitionTests
{
    private static readonly ImmutableArray<int> Labels = [.. Samples.Labels(103, 4, 1)];

    [Theory]
    [InlineData(0.5, 1)]
    [InlineData(0.8, 2)]
    public void A_stratified_one_divides_each_class_in_proportion(double fraction, long seed)
    {
        var partition = Partition.Stratified(Labels, fraction, seed);
        RequireDivision(partition);
        Assert.Equal((int)Math.Round(fraction * Labels.Length), partition.Train.Length);
        foreach (var members in Enumerable.Range(0, Labels.Length).GroupBy(sample => Labels[sample]))
        {
            var train = members.Count(partition.Train.Contains);
            var share = (double)partition.Train.Length * members.Count() / Labels.Length;
            Assert.True(Math.Abs(train - share) < 1, $"{train} of a class, but its share is {share}");
        }
    }

    [Theory]
    [InlineData(30, 10, 0.85, 26)]
    [InlineData(310, 103, 0.9, 279)]
    [InlineData(10, 10, 0.5, 5)]
    [InlineData(2, 2, 0.999, 1)]
    [InlineData(2, 1, 0.001, 1)]
    public void Small_classes_do_not_change_the_size_of_the_parts(int count, int classes, double fraction, int expected)
    {
        ImmutableArray<int> labels = [.. Enumerable.Range(0, count).Select(i => i % classes)];
        var partition = Partition.Stratified(labels, fraction, 1);
        Assert.Equal((expected, count - expected), (partition.Train.Length, partition.Test.Length));
        var share = (double)expected / classes;
        var ofClasses = partition.Train.CountBy(sample => labels[sample]).Select(pair => (double)pair.Value);
        Assert.All(ofClasses, ofClass => Assert.InRange(ofClass, share - 1.1, share + 1.1));
    }

    [Fact]
    public void What_is_left_over_goes_to_the_largest_remainders_first()
    {
        // Seven of ten: the shares of the classes are 3.5, 2.1 and 1.4; then the first of equal ones.
        Assert.Equal([4, 2, 1], Counts([0, 0, 0, 0, 0, 1, 1, 1, 2, 2], 0.7));
        Assert.Equal([1, 1, 0, 0], Counts([0, 1, 2, 3], 0.5));

        static IEnumerable<int> Counts(ImmutableArray<int> labels, double fraction)
        {
            var train = Partition.Stratified(labels, fraction, 1).Train;
            return labels.Distinct().Select(label => train.Count(sample => labels[sample] == label));
        }
    }

    [Fact]
    public void A_random_one_has_the_share_asked_for()
    {
        var partition = Partition.Random(103, 0.9, 1);
        RequireDivision(partition);
        Assert.Equal(93, partition.Train.Length);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(103)]
    public void Stratified_folds_are_equal_in_size_and_in_classes(int count)
    {
        var folds = Partition.StratifiedFolds(Labels, count, 5);
        Assert.Equal(count, folds.Length);
        Assert.All(folds, RequireDivision);
        Assert.Equal(Enumerable.Range(0, Labels.Length), folds.SelectMany(fold => fold.Test).Order());
        Assert.InRange(folds.Max(fold => fold.Test.Length) - folds.Min(fold => fold.Test.Length), 0, 1);
        foreach (var label in Labels.Distinct())
        {
            var counts = folds.Select(fold => fold.Test.Count(sample => Labels[sample] == label)).ToArray();
            Assert.InRange(counts.Max() - counts.Min(), 0, 1);
        }
    }

    [Fact]
    public void The_seed_fixes_the_choice()
    {
        Assert.Equal(Partition.Random(20, 0.5, 1), Partition.Random(20, 0.5, 1));
        Assert.NotEqual(Partition.Random(20, 0.5, 1), Partition.Random(20, 0.5, 2));
        Assert.Equal(Partition.Folds(20, 4, 1).AsEnumerable(), Partition.Folds(20, 4, 1));
        Assert.NotEqual(Partition.Folds(20, 4, 1).AsEnumerable(), Partition.Folds(20, 4, 2));
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        Samples.Fails(() => Partition.Random(10, 1, 1), "trainFraction", "between 0 and 1", "1");
        Samples.Fails(() => Partition.Random(1, 0.5, 1), "count", "at least 2 samples, one for each part", "1");
        Samples.Fails(() => Partition.Random(-1, 0.5, 1), "count", "at least 2", "-1");
        Samples.Fails(() => Partition.Stratified([3], 0.5, 1), "labels.Length", "at least 2", "1");
        Samples.Fails(() => Partition.Stratified([0, -1, 1], 0.5, 1), "labels[1]", "at least 0", "-1");
    }

    [Fact]
    public void Folds_without_a_sample_each_are_refused()
    {
        Samples.Fails(() => Partition.Folds(10, 1, 1), "folds", "at least 2", "1");
        Samples.Fails(() => Partition.Folds(10, -1, 1), "folds", "at least 2", "-1");
        Samples.Fails(() => Partition.Folds(3, 4, 1), "count", "at least 4 samples, one for each fold", "3");
        Samples.Fails(() => Partition.Folds(-1, 2, 1), "count", "at least 2 samples, one for each fold", "-1");
        Samples.Fails(() => Partition.StratifiedFolds([0, 1], 1, 1), "folds", "at least 2", "1");
        Samples.Fails(() => Partition.StratifiedFolds([0, 1], 3, 1), "labels.Length", "at least 3 samples", "2");
        Samples.Fails(() => Partition.StratifiedFolds([0, 1, -2], 2, 1), "labels[2]", "at least 0", "-2");
        Samples.Fails(() => Partition.StratifiedFolds(default, 2, 1), "labels", "an array", "default");
    }

    private static void RequireDivision(Partition partition)
    {
        Assert.Equal(Enumerable.Range(0, Labels.Length), partition.Train.Concat(partition.Test).Order());
        Assert.Equal(partition.Train.Order(), partition.Train);
        Assert.Equal(partition.Test.Order(), partition.Test);
    }
}
