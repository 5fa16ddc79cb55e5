using Xunit;

namespace FunctionalMlp.Tests;

public sealed class ParametersTests
{
    private static readonly Network Network = Samples.Network(4, 3, 2);
    private static readonly Parameters<double> U = Samples.Parameters<double>(Network, 1);
    private static readonly Parameters<double> V = Samples.Parameters<double>(Network, 2);

    [Fact]
    public void Layers_are_views_of_one_sequence()
    {
        Assert.Equal([4, 3, 2], U.Widths);
        Assert.Equal((4 * 3) + 3 + (3 * 2) + 2, U.Count);
        var (weights, biases) = U[1];
        Assert.Equal((2, 3), (weights.Rows, weights.Columns));
        Assert.Equal(U.Span[15..21].ToArray(), weights.Span.ToArray());
        Assert.Equal(U.Span[21..].ToArray(), biases.ToArray());
        Assert.Equal(U, Parameters.FromLayers([U[0], U[1]]));
        Assert.Equal(U, Parameters.FromSpan(Network, U.Span));
    }

    [Fact]
    public void Form_a_vector_space()
    {
        var zero = Parameters.Zeros<double>(Network);
        Assert.Equal(U, U + zero);
        Assert.Equal(U + V, V + U);
        Assert.Equal(zero, U - U);
        Assert.Equal(2.0 * U, U + U);
        Assert.Equal(U.Map(x => -x), -1.0 * U);
    }

    [Fact]
    public void Have_an_inner_product_and_its_norm()
    {
        var expected = Enumerable.Range(0, U.Count).Sum(i => U.Span[i] * V.Span[i]);
        Assert.Equal(expected, U.Dot(V), 1e-12);
        Assert.Equal(Math.Sqrt(U.Dot(U)), U.Norm(), 1e-12);
        Assert.Equal(5, Parameters.FromSpan<double>(Samples.Network(1, 1), [3, -4]).Norm());
    }

    [Fact]
    public void Are_compared_by_value()
    {
        Assert.Equal(U.GetHashCode(), Parameters.FromSpan(Network, U.Span).GetHashCode());
        Assert.NotEqual(U, V);
        Assert.NotEqual(
            Parameters.Zeros<double>(Samples.Network(2, 2)),
            Parameters.Zeros<double>(Samples.Network(1, 3))
        );
    }

    [Fact]
    public void What_does_not_conform_is_refused()
    {
        var other = Samples.Parameters<double>(Samples.Network(4, 2, 2), 1);
        Samples.Fails(() => _ = U + other, "right", "4-3-2", "4-2-2");
        Samples.Fails(() => U.Dot(other), "other", "4-3-2", "4-2-2");
        Samples.Fails(() => _ = U[2], "layer", "0…1", "2");
        Samples.Fails(() => Parameters.FromSpan<double>(Network, [1]), "values", "23 values", "1");
        Samples.Fails(() => Parameters.FromLayers<double>([]), "layers.Count", "at least 1", "0");
        Samples.Fails(() => Parameters.FromLayers([U[0], U[0]]), "layers[1].Weights", "3×3", "3×4");
        Samples.Fails(
            () => Parameters.FromLayers([new LayerParameters<double>(U[0].Weights, U[1].Biases)]),
            "layers[0].Biases",
            "3×1",
            "2×1"
        );
    }

    /// <summary>The constraint lets it through; no kernel is compiled for it.</summary>
    [Fact]
    public void Other_element_types_are_refused_by_name()
    {
        var network = Network.Input(2).Dense(3);
        void Refused(Action action, string actual = "Half") => Samples.Fails(action, "T", "float or double", actual);
        Refused(() => network.Initialize<Half>(Initializer.HeNormal, 1));
        Refused(() => Parameters.Zeros<Half>(network));
        Refused(() => Matrix.Zeros<Half>(1, 2));
        Refused(() => Vector.FromSpan<Half>([]));
        Refused(() => FunctionalMlp.Data.Iris.Load<Half>());
        Refused(() => Matrix.Zeros<System.Runtime.InteropServices.NFloat>(1, 1), "NFloat");
    }
}
