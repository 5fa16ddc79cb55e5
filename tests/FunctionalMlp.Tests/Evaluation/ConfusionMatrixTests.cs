using System.Collections.Immutable;
using System.Text.Json;
using FunctionalMlp.Evaluation;
using Xunit;

namespace FunctionalMlp.Tests.Evaluation;

public sealed class ConfusionMatrixTests
{
    private static readonly JsonElement Reference = Fixture.Read("metrics");

    /// <summary>The second one has a class without samples and one that is never predicted.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Agrees_with_scikit_learn(int index)
    {
        var expected = Reference.GetProperty("confusion")[index];
        var classes = Reference.GetProperty("classes").GetInt32();
        var matrix = ConfusionMatrix.Create(
            [.. expected.GetProperty("labels").Integers()],
            [.. expected.GetProperty("predictions").Integers()],
            classes
        );
        var labels = Enumerable.Range(0, classes).ToArray();
        Assert.Equal(
            expected.GetProperty("counts").Integers(),
            labels.SelectMany(actual => labels.Select(predicted => matrix[actual, predicted]))
        );
        Equal(expected.GetProperty("accuracy").GetDouble(), matrix.Accuracy);
        Equal(expected.GetProperty("balancedAccuracy").GetDouble(), matrix.BalancedAccuracy);
        foreach (var label in labels)
        {
            Equal(expected.GetProperty("precision")[label].GetDouble(), matrix.Precision(label));
            Equal(expected.GetProperty("recall")[label].GetDouble(), matrix.Recall(label));
            Equal(expected.GetProperty("f1")[label].GetDouble(), matrix.F1(label));
        }

        var present = expected.GetProperty("labels").Integers().Distinct().ToArray();
        double Macro(string name) => present.Average(label => expected.GetProperty(name)[label].GetDouble());
        Equal(Macro("precision"), matrix.MacroPrecision);
        Equal(Macro("recall"), matrix.MacroRecall);
        Equal(Macro("f1"), matrix.MacroF1);
        if (present.Length == classes)
        {
            var macro = expected.GetProperty("macro").Doubles();
            Assert.All(
                macro.Zip([matrix.MacroPrecision, matrix.MacroRecall, matrix.MacroF1]),
                pair => Equal(pair.First, pair.Second)
            );
        }
    }

    [Fact]
    public void Is_a_value()
    {
        ImmutableArray<int> labels = [0, 1, 1];
        var matrix = ConfusionMatrix.Create(labels, [0, 1, 0], 2);
        Assert.Equal(matrix, ConfusionMatrix.Create([1, 0, 1], [1, 0, 0], 2));
        Assert.Equal(matrix.GetHashCode(), ConfusionMatrix.Create([1, 0, 1], [1, 0, 0], 2).GetHashCode());
        Assert.NotEqual(matrix, ConfusionMatrix.Create(labels, labels, 2));
        Assert.Equal("1\t0\n1\t1", matrix.ToString());
        Assert.Equal(3, matrix.Count);
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        Samples.Fails(() => ConfusionMatrix.Create([], [], 2), "labels.Length", "at least 1", "0");
        Samples.Fails(() => ConfusionMatrix.Create([0], [0, 1], 2), "predictions", "1×1", "2×1");
        Samples.Fails(() => ConfusionMatrix.Create([2], [0], 2), "labels", "0…1", "2");
        Samples.Fails(() => ConfusionMatrix.Create([0], [-1], 2), "predictions", "0…1", "-1");
        Samples.Fails(() => ConfusionMatrix.Create([0], [0], 0), "classes", "at least 1", "0");
        Samples.Fails(() => ConfusionMatrix.Create([0], [0], 65_536), "classes", "at most", "4294967296");
    }

    private static void Equal(double expected, double actual) => Assert.Equal(expected, actual, 1e-12);
}
