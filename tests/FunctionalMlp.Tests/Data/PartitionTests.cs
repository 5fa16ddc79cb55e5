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
        foreach (var members in Enumerable.Range(0, Labels.Length).GroupBy(sample => Labels[sample]))
        {
            var train = members.Count(partition.Train.Contains);
            Assert.InRange(train - (fraction * members.Count()), -0.5, 0.5);
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
        Samples.Fails(() => Partition.Random(1, 0.5, 1), "train samples", "at least 1", "0");
        Samples.Fails(() => Partition.Random(-1, 0.5, 1), "count", "at least 0", "-1");
        Samples.Fails(() => Partition.Folds(10, 1, 1), "folds", "at least 2", "1");
        Samples.Fails(() => Partition.Folds(3, 4, 1), "labels.Length", "at least 4", "3");
    }

    private static void RequireDivision(Partition partition)
    {
        Assert.Equal(Enumerable.Range(0, Labels.Length), partition.Train.Concat(partition.Test).Order());
        Assert.Equal(partition.Train.Order(), partition.Train);
        Assert.Equal(partition.Test.Order(), partition.Test);
    }
}
