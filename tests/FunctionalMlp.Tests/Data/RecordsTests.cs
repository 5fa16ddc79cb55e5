using FunctionalMlp.Data;
using Xunit;

namespace FunctionalMlp.Tests.Data;

public sealed class RecordsTests
{
    private sealed record Flower(string Species, double Length, double Width);

    private static readonly Flower[] Flowers =
    [
        new("virginica", 6.3, 3.3),
        new("setosa", 5.1, 3.5),
        new("virginica", 5.8, 2.7),
    ];

    [Fact]
    public void Records_become_labelled_samples()
    {
        var data = Dataset.FromRecords<Flower, double>(
            "flowers",
            Flowers,
            flower => flower.Species,
            [new("length", flower => flower.Length), new("width", flower => flower.Width)]
        );
        Assert.Equal(["setosa", "virginica"], data.ClassNames);
        Assert.Equal([1, 0, 1], data.Samples.Labels);
        Assert.Equal(["length", "width"], data.FeatureNames);
        Assert.Equal(
            Matrix.FromRows<double>([
                [6.3, 3.3],
                [5.1, 3.5],
                [5.8, 2.7],
            ]),
            data.Samples.Inputs
        );
        Assert.Equal("flowers: 3 samples, 2 features, 2 classes", data.ToString());
        Assert.Equal([0, 1], data.Select([1, 0]).Samples.Labels);
    }

    [Fact]
    public void Records_become_samples_with_targets()
    {
        var data = RegressionDataset.FromRecords<Flower, double>(
            "flowers",
            Flowers,
            targets: [new("width", flower => flower.Width)],
            features: [new("length", flower => flower.Length)]
        );
        Assert.Equal(["width"], data.TargetNames);
        Assert.Equal(
            Matrix.FromRows<double>([
                [3.3],
                [3.5],
                [2.7],
            ]),
            data.Samples.Targets
        );
        var (train, test) = data.Split(0.5, 1);
        Assert.Equal((2, 1), (train.Count, test.Count));
        Assert.Equal(
            Matrix.FromRows<double>([
                [2.7],
            ]),
            data.Select([2]).Samples.Targets
        );
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        Samples.Fails(
            () => Dataset.FromRecords<Flower, double>("none", [], f => f.Species, [new("length", f => f.Length)]),
            "inputs.Rows",
            "at least 1",
            "0"
        );
        Samples.Fails(
            () => Dataset.FromRecords<Flower, double>("x", Flowers, f => f.Species, []),
            "inputs.Columns",
            "at least 1",
            "0"
        );
        Samples.Fails(
            () => Dataset.FromRecords<Flower, double>("x", Flowers, f => f.Species, [new("bad", _ => double.NaN)]),
            "inputs",
            "finite",
            "NaN in row 0, column 0"
        );
        var samples = Samples.Batch<double>(3, 2, 2, 1);
        Samples.Fails(
            () => _ = new RegressionDataset<double>("x", samples, ["a", "b"], []),
            "samples.Targets.Columns",
            "at least 1",
            "0"
        );
    }
}
