using Xunit;

namespace FunctionalMlp.Tests.Data;

public sealed class IrisTests
{
    [Fact]
    public void Is_the_published_data()
    {
        var iris = FunctionalMlp.Data.Iris.Load<double>();
        Assert.Equal(["setosa", "versicolor", "virginica"], iris.ClassNames);
        Assert.Equal((150, 4), (iris.Samples.Inputs.Rows, iris.Samples.Inputs.Columns));
        Assert.Equal([5.1, 3.5, 1.4, 0.2], iris.Samples.Inputs.Row(0).ToArray());
        Assert.Equal([5.9, 3.0, 5.1, 1.8], iris.Samples.Inputs.Row(149).ToArray());
        Assert.All(iris.Samples.Labels.GroupBy(label => label), group => Assert.Equal(50, group.Count()));
        // Fisher's table 1: the means of versicolor.
        var versicolor = iris.Samples.Inputs.RowRange(50, 50);
        double[] means =
        [
            .. Enumerable.Range(0, 4).Select(j => Enumerable.Range(0, 50).Average(i => versicolor[i, j])),
        ];
        Assert.Equal([5.936, 2.770, 4.260, 1.326], means.Select(mean => Math.Round(mean, 3)));
    }
}
