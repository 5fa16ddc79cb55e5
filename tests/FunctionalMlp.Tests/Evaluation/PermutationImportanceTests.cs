using FunctionalMlp.Evaluation;
using Xunit;

namespace FunctionalMlp.Tests.Evaluation;

public sealed class PermutationImportanceTests
{
    private static readonly Matrix<double> Inputs = Samples.Matrix<double>(200, 3, 1);

    /// <summary>The score knows the answer, to which the first feature counts double and the third not at all.</summary>
    private static double Score(Matrix<double> inputs) => RegressionMetrics.RSquared(Answer(inputs), Answer(Inputs));

    private static Matrix<double> Answer(Matrix<double> inputs) =>
        Matrix.Create(inputs.Rows, 1, (row, _) => (2 * inputs[row, 0]) + inputs[row, 1]);

    [Fact]
    public void A_feature_counts_as_much_as_the_answer_depends_on_it()
    {
        var importances = PermutationImportance.Compute(Inputs, Score, 10, seed: 3);
        Assert.Equal([0, 1, 2], importances.Select(importance => importance.Feature));
        // A shuffled feature of weight w costs 2w² of the variance Σw²: 8/5 and 2/5.
        Assert.Equal(1.6, importances[0].Mean, 0.2);
        Assert.Equal(0.4, importances[1].Mean, 0.1);
        Assert.Equal((0.0, 0.0), (importances[2].Mean, importances[2].StandardDeviation));
        Assert.True(importances[0].StandardDeviation > 0);
    }

    [Fact]
    public void The_seed_fixes_it()
    {
        Assert.Equal(
            PermutationImportance.Compute(Inputs, Score, 2, 1).AsEnumerable(),
            PermutationImportance.Compute(Inputs, Score, 2, 1)
        );
        Assert.NotEqual(
            PermutationImportance.Compute(Inputs, Score, 2, 1).AsEnumerable(),
            PermutationImportance.Compute(Inputs, Score, 2, 2)
        );
    }

    /// <summary>The score is how far two equal inputs differ: not at all after one shuffle of both.</summary>
    [Fact]
    public void Features_that_belong_together_are_shuffled_together()
    {
        var twice = Matrix.Create(200, 3, (row, column) => Inputs[row, column / 2]);
        double Difference(Matrix<double> inputs) =>
            -Enumerable.Range(0, inputs.Rows).Sum(row => Math.Abs(inputs[row, 0] - inputs[row, 1]));
        var importances = PermutationImportance.ComputeTogether(
            twice,
            [
                [0, 1],
                [0],
                [2],
            ],
            Difference
        );
        Assert.Equal([0, 1, 2], importances.Select(importance => importance.Feature));
        Assert.Equal((0.0, 0.0), (importances[0].Mean, importances[2].Mean));
        Assert.True(importances[1].Mean > 10);
    }

    [Fact]
    public void Groups_of_one_are_features() =>
        Assert.Equal(
            PermutationImportance.Compute(Inputs, Score, 3, 7).AsEnumerable(),
            PermutationImportance.ComputeTogether(
                Inputs,
                [
                    [0],
                    [1],
                    [2],
                ],
                Score,
                3,
                7
            )
        );

    [Fact]
    public void Bad_input_is_refused()
    {
        Samples.Fails(() => PermutationImportance.Compute(Inputs, Score, 0), "repetitions", "at least 1", "0");
        Samples.Fails(
            () =>
                PermutationImportance.ComputeTogether(
                    Inputs,
                    [
                        [0],
                        [1, 3],
                    ],
                    Score
                ),
            "groups[1]",
            "0…2",
            "3"
        );
        Samples.Fails(
            () => PermutationImportance.ComputeTogether(Inputs, [default], Score),
            "groups[0]",
            "an array, empty or not",
            "default"
        );
    }
}
