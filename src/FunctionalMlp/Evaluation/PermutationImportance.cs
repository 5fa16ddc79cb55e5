using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalMlp.Evaluation;

/// <summary>How much a score drops when a feature's values are shuffled among the samples.</summary>
/// <param name="Feature">The feature's column, or the number of features shuffled together, from 0.</param>
/// <param name="Mean">The mean drop over the repetitions; about 0 for a feature that the model does not use.</param>
/// <param name="StandardDeviation">Of the drops, over the repetitions (divided by their number).</param>
public sealed record FeatureImportance(int Feature, double Mean, double StandardDeviation);

/// <summary>Permutation importance: L. Breiman, "Random forests", Machine Learning 45 (2001), section 10.</summary>
public static class PermutationImportance
{
    /// <summary>The importance of each feature for a score. A pure function of its arguments.</summary>
    /// <param name="inputs">X, N×d.</param>
    /// <param name="score">How good the predictions for inputs are; higher is better.</param>
    /// <param name="repetitions">How often each feature is shuffled, 1 or more.</param>
    /// <param name="seed">Fixes the shuffles.</param>
    /// <returns>One entry for each feature, in the order of the columns.</returns>
    /// <exception cref="InvalidInputException">Fewer than one repetition.</exception>
    public static ImmutableArray<FeatureImportance> Compute<T>(
        Matrix<T> inputs,
        Func<Matrix<T>, double> score,
        int repetitions = 5,
        long seed = 1
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return ComputeTogether(
            inputs,
            [.. Enumerable.Range(0, inputs.Columns).Select(feature => ImmutableArray.Create(feature))],
            score,
            repetitions,
            seed
        );
    }

    /// <summary>
    /// The importance of features that belong together, such as the inputs that stand for the categories of one column. Shuffled one by one
    /// they would make samples of two categories or of none, and each would show a part of the column's importance only.
    /// </summary>
    /// <param name="inputs">X, N×d.</param>
    /// <param name="groups">For each group its features, each 0 … d − 1: within a sample they stay as they are.</param>
    /// <param name="score">How good the predictions for inputs are; higher is better.</param>
    /// <param name="repetitions">How often each group is shuffled, 1 or more.</param>
    /// <param name="seed">Fixes the shuffles.</param>
    /// <returns>One entry for each group, in their order.</returns>
    /// <exception cref="InvalidInputException">Fewer than one repetition, or a group with a feature that there is not.</exception>
    public static ImmutableArray<FeatureImportance> ComputeTogether<T>(
        Matrix<T> inputs,
        ImmutableArray<ImmutableArray<int>> groups,
        Func<Matrix<T>, double> score,
        int repetitions = 5,
        long seed = 1
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(inputs);
        InvalidInputException.RequireArray(nameof(groups), groups);
        ArgumentNullException.ThrowIfNull(score);
        InvalidInputException.RequireAtLeast(nameof(repetitions), 1, repetitions);
        for (var group = 0; group < groups.Length; group++)
        {
            foreach (var feature in InvalidInputException.RequireArray($"{nameof(groups)}[{group}]", groups[group]))
            {
                InvalidInputException.RequireIndex($"{nameof(groups)}[{group}]", inputs.Columns, feature);
            }
        }

        var baseline = score(inputs);
        FeatureImportance Importance(ImmutableArray<int> features, int group)
        {
            var numbers = new RandomNumbers(seed).Split(group);
            var drops = Enumerable
                .Range(0, repetitions)
                .Select(repetition => baseline - score(Shuffle(inputs, features, numbers.Split(repetition))))
                .ToArray();
            var mean = drops.Average();
            var variance = drops.Average(drop => (drop - mean) * (drop - mean));
            return new FeatureImportance(group, mean, Math.Sqrt(variance));
        }

        return [.. groups.Select(Importance)];
    }

    private static Matrix<T> Shuffle<T>(Matrix<T> inputs, ImmutableArray<int> features, RandomNumbers numbers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var order = numbers.Permutation(inputs.Rows);
        var values = inputs.Span.ToArray();
        for (var row = 0; row < inputs.Rows; row++)
        {
            foreach (var feature in features)
            {
                values[(row * inputs.Columns) + feature] = inputs[order[row], feature];
            }
        }

        return new Matrix<T>(inputs.Rows, inputs.Columns, values);
    }
}
