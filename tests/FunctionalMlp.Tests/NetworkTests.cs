using Xunit;

namespace FunctionalMlp.Tests;

public sealed class NetworkTests
{
    private static readonly Network Paper = Network.Input(4).Dense(10, Activation.ReLU).Dense(3);

    [Fact]
    public void Describes_its_shape()
    {
        Assert.Equal([4, 10, 3], Paper.Widths);
        Assert.Equal((4, 3, 83), (Paper.InputWidth, Paper.OutputWidth, Paper.ParameterCount));
        Assert.Equal("4 → 10 relu → 3 identity", Paper.ToString());
    }

    [Fact]
    public void Is_compared_by_value()
    {
        Assert.Equal(Network.Input(4).Dense(10, Activation.ReLU).Dense(3, Activation.Identity), Paper);
        Assert.NotEqual(Network.Input(4).Dense(10).Dense(3), Paper);
        Assert.NotEqual(Network.Input(4).Dense(10, Activation.ReLU), Paper);
    }

    [Fact]
    public void Its_outputs_are_the_composition_of_its_layers()
    {
        var (θ, x) = (Samples.Parameters<double>(Paper, 1), Samples.Matrix<double>(7, 4, 2));
        var hidden = Activation.ReLU.Apply(AffineMap.Apply(θ[0].Weights, θ[0].Biases, x));
        Assert.Equal(AffineMap.Apply(θ[1].Weights, θ[1].Biases, hidden), Paper.Apply(θ, x));
    }

    [Fact]
    public void Classifies_by_the_largest_output_and_the_first_of_equals()
    {
        var identity = Parameters.FromLayers([
            new LayerParameters<double>(Matrix.Identity<double>(3), Vector.Zeros<double>(3)),
        ]);
        var x = Matrix.FromRows<double>([
            [1, 3, 2],
            [5, 5, 1],
            [0, 1, 9],
        ]);
        Assert.Equal([1, 0, 2], Network.Input(3).Dense(3).Classify(identity, x));
    }

    [Fact]
    public void An_empty_set_of_samples_has_empty_outputs() =>
        Assert.Equal(0, Paper.Apply(Samples.Parameters<double>(Paper, 1), Matrix.Zeros<double>(0, 4)).Rows);

    [Fact]
    public void What_does_not_conform_is_refused()
    {
        Samples.Fails(() => Network.Input(0), "width", "at least 1", "0");
        Samples.Fails(() => Paper.Dense(0), "width", "at least 1", "0");
        Samples.Fails(() => Network.Input(1 << 20).Dense(1 << 20), "width", "at most", "1099512676352");
        Samples.Fails(() => _ = new Layer(0, Activation.ReLU), "Width", "at least 1", "0");
        Samples.Fails(() => _ = Paper.Layers[0] with { Width = -1 }, "Width", "at least 1", "-1");
        Samples.Fails(() => _ = new Layer(3, Activation.ReLU, Dropout: 1), "Dropout", "below 1", "1");
        Assert.Throws<ArgumentNullException>(() => new Layer(3, null!));
        var θ = Samples.Parameters<double>(Paper, 1);
        Samples.Fails(() => Paper.Apply(θ, Matrix.Zeros<double>(2, 3)), "inputs", "2×4", "2×3");
        var other = Samples.Parameters<double>(Samples.Network(4, 9, 3), 1);
        Samples.Fails(() => Paper.Apply(other, Matrix.Zeros<double>(2, 4)), "parameters", "4-10-3", "4-9-3");
        var wide = Samples.Network(1, 65_536);
        var many = Matrix.Zeros<double>(65_536, 1);
        Samples.Fails(() => wide.Apply(Parameters.Zeros<double>(wide), many), "inputs", "at most", "4294967296");
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void An_input_that_is_not_finite_is_refused(double value)
    {
        var θ = Samples.Parameters<double>(Paper, 1);
        var inputs = Samples.Matrix<double>(3, 4, 1);
        var bad = Matrix.Create<double>(3, 4, (i, j) => (i, j) == (2, 1) ? value : inputs[i, j]);
        Samples.Fails(() => Paper.Apply(θ, bad), "inputs", "finite", "row 2, column 1");
        var many = Matrix.Create<double>(3000, 4, (i, j) => (i, j) is (1001, 3) or (2999, 0) ? double.NaN : i);
        Samples.Fails(() => Paper.Apply(θ, many), "inputs", "finite", "row 1001, column 3");
        Samples.Fails(() => Paper.Classify(θ, bad), "inputs", "finite", "row 2, column 1");
        var predictor = new Predictor<double>(Paper, θ);
        Samples.Fails(() => predictor.Predict(bad.Row(2), new double[3]), "input", "finite", "column 1");
    }
}
