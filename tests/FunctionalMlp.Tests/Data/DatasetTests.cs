using FunctionalMlp.Data;
using Xunit;

namespace FunctionalMlp.Tests.Data;

public sealed class DatasetTests
{
    private static readonly Dataset<double> Iris = FunctionalMlp.Data.Iris.Load<double>();

    [Fact]
    public void Splits_each_class_in_the_same_proportion()
    {
        var (train, test) = Iris.Split(0.8, 1);
        Assert.Equal((120, 30), (train.Count, test.Count));
        Assert.All(train.Labels.GroupBy(label => label), group => Assert.Equal(40, group.Count()));
        Assert.All(test.Labels.GroupBy(label => label), group => Assert.Equal(10, group.Count()));
    }

    [Fact]
    public void Every_sample_lands_in_exactly_one_part()
    {
        var (train, test) = Iris.Split(0.7, 3);
        static IEnumerable<string> Rows(Batch<double> batch) =>
            Enumerable
                .Range(0, batch.Count)
                .Select(i => $"{string.Join(' ', batch.Inputs.Row(i).ToArray())} {batch.Labels[i]}");
        Assert.Equal(Rows(Iris.Samples).Order(), Rows(train).Concat(Rows(test)).Order());
    }

    [Fact]
    public void The_seed_fixes_the_split()
    {
        Assert.Equal(Iris.Split(0.8, 1), Iris.Split(0.8, 1));
        Assert.NotEqual(Iris.Split(0.8, 1), Iris.Split(0.8, 2));
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        Samples.Fails(() => Iris.Split(1, 1), "trainFraction", "between 0 and 1", "1");
        Samples.Fails(() => Iris.Split(double.NaN, 1), "trainFraction", "between 0 and 1", "NaN");
        Samples.Fails(() => Iris.Select([3]).Split(0.5, 1), "labels.Length", "at least 2", "1");
        var samples = Iris.Samples;
        Samples.Fails(() => _ = new Dataset<double>("x", samples, ["a"], ["b", "c", "d"]), "featureNames", "4", "1");
        Samples.Fails(
            () => _ = new Dataset<double>("x", samples, Iris.FeatureNames, ["b", "c"]),
            "batch.Labels",
            "0…1",
            "2 at index 100"
        );
        Samples.Fails(
            () => _ = new Dataset<double>("x", samples, Iris.FeatureNames, ["b", "c", "b"]),
            "classNames",
            "each name once",
            "\"b\" twice"
        );
        Assert.Throws<ArgumentNullException>(
            "classNames[1]",
            () => new Dataset<double>("x", samples, Iris.FeatureNames, ["b", null!, "c"])
        );
    }
}
