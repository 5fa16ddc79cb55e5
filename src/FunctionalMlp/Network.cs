using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using FunctionalMlp.Kernels;

namespace FunctionalMlp;

/// <summary>The architecture of a multilayer perceptron: widths and activations, no parameters. Equations (10) to (13).</summary>
/// <example><code>Network.Input(4).Dense(10, Activation.ReLU).Dense(3)</code></example>
public sealed class Network : IEquatable<Network>
{
    private Network(int inputWidth, double inputDropout, ImmutableArray<Layer> layers)
    {
        InputDropout = inputDropout;
        Layers = layers;
        Layout = new ParameterLayout([inputWidth, .. layers.Select(layer => layer.Width)]);
        Widest = layers.Select(layer => layer.Width).DefaultIfEmpty(inputWidth).Max();
    }

    /// <summary>The share of its inputs that a step of training drops, 0 or above, below 1.</summary>
    public double InputDropout { get; }

    /// <summary>The layers, from the input to the output.</summary>
    public ImmutableArray<Layer> Layers { get; }

    /// <summary>The number of inputs, then the width of each layer.</summary>
    public ImmutableArray<int> Widths => Layout.Widths;

    /// <summary>The number of inputs, d.</summary>
    public int InputWidth => Widths[0];

    /// <summary>The width of the last layer; for a classifier the number of classes, K.</summary>
    public int OutputWidth => Widths[^1];

    /// <summary>The number of weights and biases.</summary>
    public int ParameterCount => Layout.Count;

    internal ParameterLayout Layout { get; }

    /// <summary>The width of the widest layer.</summary>
    internal int Widest { get; }

    /// <summary>Whether a step of training drops anything.</summary>
    internal bool DropsOut => InputDropout > 0 || Layers.Any(layer => layer.Dropout > 0);

    /// <summary>A network without layers yet: the identity on <paramref name="width"/> inputs.</summary>
    /// <param name="width">The number of inputs, 1 or more.</param>
    /// <exception cref="InvalidInputException"><paramref name="width"/> is below 1.</exception>
    public static Network Input(int width) => new(InvalidInputException.RequireAtLeast(nameof(width), 1, width), 0, []);

    /// <summary>This network followed by one more dense layer.</summary>
    /// <param name="width">The number of its outputs, 1 or more.</param>
    /// <param name="activation">φ.</param>
    /// <exception cref="InvalidInputException"><paramref name="width"/> is below 1.</exception>
    public Network Dense(int width, Activation activation)
    {
        ArgumentNullException.ThrowIfNull(activation);
        InvalidInputException.RequireAtLeast(nameof(width), 1, width);
        return new Network(InputWidth, InputDropout, Layers.Add(new Layer(width, activation)));
    }

    /// <summary>This network followed by one more dense layer without activation, whose outputs are logits or predictions.</summary>
    /// <param name="width">The number of its outputs, 1 or more.</param>
    /// <exception cref="InvalidInputException"><paramref name="width"/> is below 1.</exception>
    public Network Dense(int width) => Dense(width, Activation.Identity);

    /// <summary>
    /// This network, whose last layer so far drops each of its outputs with a probability in every step of training, and divides the others by
    /// 1 − <paramref name="rate"/> (inverted dropout); without a layer yet, each of the inputs. Nothing is dropped when the network is applied or
    /// measured. Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", JMLR 15 (2014).
    /// </summary>
    /// <param name="rate">The probability, 0 or above, below 1.</param>
    /// <exception cref="InvalidInputException">The rate is out of range.</exception>
    public Network Dropout(double rate)
    {
        FunctionalMlp.Dropout.RequireRate(rate);
        return Layers.IsEmpty
            ? new Network(InputWidth, rate, Layers)
            : new Network(
                InputWidth,
                InputDropout,
                Layers.SetItem(Layers.Length - 1, Layers[^1] with { Dropout = rate })
            );
    }

    /// <summary>Initial parameters: weights drawn by <paramref name="initializer"/>, biases zero. The same seed gives the same bits.</summary>
    /// <param name="initializer">The distribution of the weights.</param>
    /// <param name="seed">Fixes the draw.</param>
    public Parameters<T> Initialize<T>(Initializer initializer, long seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(initializer);
        var values = new T[ParameterCount];
        for (var layer = 0; layer < Layers.Length; layer++)
        {
            var numbers = new RandomNumbers(seed).Split(layer);
            initializer.Fill(numbers, Widths[layer], Widths[layer + 1], Layout.Weights(layer, values.AsSpan()));
        }

        return new Parameters<T>(Layout, values);
    }

    /// <summary>The outputs of the last layer: equations (10) to (13), and (14) too if its activation says so.</summary>
    /// <param name="parameters">Of this network's shape.</param>
    /// <param name="inputs">X, N×d, a sample in each row, all numbers finite.</param>
    /// <returns>N×<see cref="OutputWidth"/>.</returns>
    /// <exception cref="InvalidInputException">The shapes do not conform, an input is NaN or infinite, or there are more outputs than an array can hold.</exception>
    public Matrix<T> Apply<T>(Parameters<T> parameters, Matrix<T> inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RequireParameters(parameters);
        ArgumentNullException.ThrowIfNull(inputs);
        InvalidInputException.RequireShape(nameof(inputs), inputs.Rows, InputWidth, inputs.Rows, inputs.Columns);
        var outputs = new T[InvalidInputException.RequireSize(nameof(inputs), inputs.Rows, OutputWidth)];
        if (!BatchPrediction.Outputs(this, parameters.Span, inputs.Rows, inputs.Span, outputs))
        {
            InvalidInputException.RequireFinite(nameof(inputs), inputs.Span, InputWidth);
        }

        return new Matrix<T>(inputs.Rows, OutputWidth, outputs);
    }

    /// <summary>The most probable class of each sample: the index of the largest output, the first one of equals.</summary>
    /// <param name="parameters">Of this network's shape.</param>
    /// <param name="inputs">X, N×d, a sample in each row, all numbers finite.</param>
    /// <returns>N labels, each 0 … <see cref="OutputWidth"/> − 1.</returns>
    /// <exception cref="InvalidInputException">The shapes do not conform, an input is NaN or infinite, or there are more outputs than an array can hold.</exception>
    public ImmutableArray<int> Classify<T>(Parameters<T> parameters, Matrix<T> inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var outputs = Apply(parameters, inputs);
        var labels = ImmutableArray.CreateBuilder<int>(outputs.Rows);
        for (var i = 0; i < outputs.Rows; i++)
        {
            labels.Add(System.Numerics.Tensors.TensorPrimitives.IndexOfMax(outputs.Row(i)));
        }

        return labels.MoveToImmutable();
    }

    /// <summary>Equal widths, activations and dropout.</summary>
    /// <param name="other">The network to compare with.</param>
    public bool Equals(Network? other) =>
        other is not null
        && InputWidth == other.InputWidth
        && InputDropout == other.InputDropout
        && Layers.SequenceEqual(other.Layers);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Network);

    /// <inheritdoc/>
    public override int GetHashCode() => Layers.Aggregate(HashCode.Combine(InputWidth, InputDropout), HashCode.Combine);

    /// <summary>The widths, activations and dropout, such as <c>4 → 10 relu, dropout 0.2 → 3 identity</c>.</summary>
    public override string ToString() =>
        string.Join(
            " → ",
            Layers
                .Select(layer => Text($"{layer.Width} {layer.Activation}", layer.Dropout))
                .Prepend(Text($"{InputWidth}", InputDropout))
        );

    internal void RequireParameters<T>(Parameters<T> parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Layout.Require(nameof(parameters), parameters.Layout);
    }

    private static string Text(string what, double dropout) =>
        dropout == 0 ? what : string.Create(CultureInfo.InvariantCulture, $"{what}, dropout {dropout}");
}
