using System.Numerics;

namespace FunctionalMlp;

/// <summary>The distribution from which a layer's initial weights are drawn; biases start at zero.</summary>
/// <remarks>
/// He's variance depends on the number of inputs (He et al., "Delving deep into rectifiers", ICCV 2015), Glorot's on that of inputs and outputs (Glorot
/// and Bengio, "Understanding the difficulty of training deep feedforward neural networks", AISTATS 2010).
/// </remarks>
public sealed class Initializer
{
    private readonly Func<RandomNumbers, long, double> _draw;
    private readonly Func<int, int, double> _scale;

    private Initializer(string name, Func<RandomNumbers, long, double> draw, Func<int, int, double> scale)
    {
        Name = name;
        _draw = draw;
        _scale = scale;
    }

    /// <summary>Normal, with He's variance, equation (E81); for ReLU.</summary>
    public static Initializer HeNormal { get; } = new("he-normal", Normal, (inputs, _) => Math.Sqrt(2.0 / inputs));

    /// <summary>Uniform about zero, with He's variance, equation (E82); for ReLU.</summary>
    public static Initializer HeUniform { get; } = new("he-uniform", Uniform, (inputs, _) => Math.Sqrt(6.0 / inputs));

    /// <summary>Normal, with Glorot's variance, equation (E83); for tanh and sigmoid.</summary>
    public static Initializer GlorotNormal { get; } =
        new("glorot-normal", Normal, (inputs, outputs) => Math.Sqrt(2.0 / ((double)inputs + outputs)));

    /// <summary>Uniform about zero, with Glorot's variance, equation (E84); for tanh and sigmoid.</summary>
    public static Initializer GlorotUniform { get; } =
        new("glorot-uniform", Uniform, (inputs, outputs) => Math.Sqrt(6.0 / ((double)inputs + outputs)));

    /// <summary>All weights zero; for a network of one layer, or to see that a deeper one does not learn from it.</summary>
    public static Initializer Zero { get; } = new("zero", (_, _) => 0, (_, _) => 0);

    /// <summary>The name that it is printed under.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Fills a layer's weights, out×in, row by row, with number 0, 1, … of the sequence.</summary>
    internal void Fill<T>(RandomNumbers numbers, int inputs, int outputs, Span<T> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var scale = _scale(inputs, outputs);
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = T.CreateChecked(scale * _draw(numbers, i));
        }
    }

    private static double Normal(RandomNumbers numbers, long index) => numbers.Normal(index);

    private static double Uniform(RandomNumbers numbers, long index) => (2 * numbers.Uniform(index)) - 1;
}
