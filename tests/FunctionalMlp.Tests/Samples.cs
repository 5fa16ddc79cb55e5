using System.Numerics;

namespace FunctionalMlp.Tests;

/// <summary>Random but fixed matrices, batches and networks for the tests.</summary>
internal static class Samples
{
    internal static Matrix<T> Matrix<T>(int rows, int columns, long seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        FunctionalMlp.Matrix.Create(
            rows,
            columns,
            (i, j) => T.CreateChecked(new RandomNumbers(seed).Normal((i * columns) + j))
        );

    internal static int[] Labels(int count, int classes, long seed) =>
        [.. Enumerable.Range(0, count).Select(i => (int)(new RandomNumbers(seed).Uniform(i) * classes))];

    internal static Batch<T> Batch<T>(int count, int inputs, int classes, long seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        FunctionalMlp.Batch.Labelled(Matrix<T>(count, inputs, seed), Labels(count, classes, seed + 1));

    /// <summary>A network of the given widths: ReLU but for the last layer.</summary>
    internal static Network Network(params int[] widths)
    {
        var network = FunctionalMlp.Network.Input(widths[0]);
        for (var i = 1; i < widths.Length; i++)
        {
            network = network.Dense(widths[i], i == widths.Length - 1 ? Activation.Identity : Activation.ReLU);
        }

        return network;
    }

    /// <summary>Parameters with random biases too, so that a wrong treatment of biases shows.</summary>
    internal static Parameters<T> Parameters<T>(Network network, long seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var values = new T[network.ParameterCount];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = T.CreateChecked(0.5 * new RandomNumbers(seed).Normal(i));
        }

        return FunctionalMlp.Parameters.FromSpan<T>(network, values);
    }

    internal static void Fails(Action action, string argument, string expected, string actual)
    {
        var exception = Xunit.Assert.Throws<InvalidInputException>(action);
        Xunit.Assert.Equal(argument, exception.ParamName);
        Xunit.Assert.Contains(expected, exception.Expected, StringComparison.Ordinal);
        Xunit.Assert.Contains(actual, exception.Actual, StringComparison.Ordinal);
        Xunit.Assert.Equal(
            $"{argument}: expected {exception.Expected}, but got {exception.Actual}.",
            exception.Message
        );
    }
}
