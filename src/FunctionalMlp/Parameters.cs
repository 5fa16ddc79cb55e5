using System.Collections.Immutable;
using System.Numerics;
using System.Numerics.Tensors;
using FunctionalMlp.Kernels;

namespace FunctionalMlp;

/// <summary>The weights and biases of one layer.</summary>
/// <param name="Weights">W, out×in.</param>
/// <param name="Biases">b, one for each output.</param>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed record LayerParameters<T>(Matrix<T> Weights, Vector<T> Biases)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>All weights and biases of a network, θ: an immutable point of a vector space. A gradient has the same type.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Parameters<T> : IEquatable<Parameters<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] _values;

    /// <summary>Adopts <paramref name="values"/>, which nobody may write to from then on.</summary>
    internal Parameters(ParameterLayout layout, T[] values)
    {
        InvalidInputException.RequireElementType<T>();
        Layout = layout;
        _values = values;
    }

    /// <summary>The number of inputs, then the width of each layer.</summary>
    public ImmutableArray<int> Widths => Layout.Widths;

    /// <summary>The number of layers.</summary>
    public int LayerCount => Layout.LayerCount;

    /// <summary>The number of weights and biases.</summary>
    public int Count => _values.Length;

    /// <summary>All values in one sequence (a view, no copy): the weights of layer 0 row by row, its biases, then the next layer's.</summary>
    public ReadOnlySpan<T> Span => _values;

    internal ParameterLayout Layout { get; }

    /// <summary>The weights and biases of one layer (views, no copies).</summary>
    /// <param name="layer">0 … <see cref="LayerCount"/> − 1.</param>
    /// <exception cref="InvalidInputException">There is no such layer.</exception>
    public LayerParameters<T> this[int layer]
    {
        get
        {
            InvalidInputException.RequireIndex(nameof(layer), LayerCount, layer);
            var (rows, columns) = (Widths[layer + 1], Widths[layer]);
            return new LayerParameters<T>(
                new Matrix<T>(rows, columns, _values, Layout.WeightsOffset(layer)),
                new Vector<T>(rows, _values, Layout.BiasesOffset(layer))
            );
        }
    }

    /// <summary>The inner product: the sum over all parameters of the products.</summary>
    /// <param name="other">Of the same shape.</param>
    /// <exception cref="InvalidInputException">The shapes differ.</exception>
    public T Dot(Parameters<T> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Layout.Require(nameof(other), other.Layout);
        return Reductions.Dot(Span, other.Span);
    }

    /// <summary>The Euclidean norm over all parameters.</summary>
    public T Norm() => T.Sqrt(Reductions.SumOfSquares(Span));

    /// <summary>Every parameter through a function.</summary>
    /// <param name="function">Applied to each parameter.</param>
    public Parameters<T> Map(Func<T, T> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new Parameters<T>(Layout, Array.ConvertAll(_values, value => function(value)));
    }

    /// <summary>The sum.</summary>
    /// <param name="left">The first summand.</param>
    /// <param name="right">The second summand, of the same shape.</param>
    /// <exception cref="InvalidInputException">The shapes differ.</exception>
    public static Parameters<T> operator +(Parameters<T> left, Parameters<T> right) =>
        Combine(left, right, TensorPrimitives.Add);

    /// <summary>The difference.</summary>
    /// <param name="left">The minuend.</param>
    /// <param name="right">The subtrahend, of the same shape.</param>
    /// <exception cref="InvalidInputException">The shapes differ.</exception>
    public static Parameters<T> operator -(Parameters<T> left, Parameters<T> right) =>
        Combine(left, right, TensorPrimitives.Subtract);

    /// <summary>A scalar times every parameter.</summary>
    /// <param name="scalar">The factor.</param>
    /// <param name="parameters">The parameters.</param>
    public static Parameters<T> operator *(T scalar, Parameters<T> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var result = new T[parameters.Count];
        TensorPrimitives.Multiply(parameters.Span, scalar, result);
        return new Parameters<T>(parameters.Layout, result);
    }

    /// <summary>Equal widths and equal values (NaN equals NaN).</summary>
    /// <param name="other">The parameters to compare with.</param>
    public bool Equals(Parameters<T>? other) =>
        other is not null && Layout.IsSameAs(other.Layout) && Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Parameters<T>);

    /// <inheritdoc/>
    public override int GetHashCode() => ValueSequence.Hash(Span);

    /// <summary>The widths and the first values.</summary>
    public override string ToString() => $"{Layout} [{ValueSequence.Format(Span)}]";

    private static Parameters<T> Combine(Parameters<T> left, Parameters<T> right, Combination combination)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        left.Layout.Require(nameof(right), right.Layout);
        var result = new T[left.Count];
        combination(left.Span, right.Span, result);
        return new Parameters<T>(left.Layout, result);
    }

    private delegate void Combination(ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<T> result);
}

/// <summary>Creates parameters; everything given is copied.</summary>
public static class Parameters
{
    /// <summary>Parameters from given weights and biases, layer by layer.</summary>
    /// <param name="layers">At least one layer; each takes as many inputs as the one before has outputs.</param>
    /// <exception cref="InvalidInputException">No layer, or shapes that do not conform.</exception>
    public static Parameters<T> FromLayers<T>(IEnumerable<LayerParameters<T>> layers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(layers);
        var all = layers.ToArray();
        InvalidInputException.RequireAtLeast($"{nameof(layers)}.Count", 1, all.Length);
        for (var i = 0; i < all.Length; i++)
        {
            var (weights, biases) = (all[i].Weights, all[i].Biases);
            var inputs = i == 0 ? weights.Columns : all[i - 1].Weights.Rows;
            var name = $"{nameof(layers)}[{i}]";
            InvalidInputException.RequireAtLeast($"{name}.Weights.Rows", 1, weights.Rows);
            InvalidInputException.RequireAtLeast($"{name}.Weights.Columns", 1, weights.Columns);
            InvalidInputException.RequireShape($"{name}.Weights", weights.Rows, inputs, weights.Rows, weights.Columns);
            InvalidInputException.RequireShape($"{name}.Biases", weights.Rows, 1, biases.Length, 1);
        }

        var layout = new ParameterLayout([all[0].Weights.Columns, .. all.Select(layer => layer.Weights.Rows)]);
        var values = new T[layout.Count];
        for (var i = 0; i < all.Length; i++)
        {
            all[i].Weights.Span.CopyTo(layout.Weights(i, values.AsSpan()));
            all[i].Biases.Span.CopyTo(layout.Biases(i, values.AsSpan()));
        }

        return new Parameters<T>(layout, values);
    }

    /// <summary>Parameters of a network's shape from one flat sequence, in the order of <see cref="Parameters{T}.Span"/>.</summary>
    /// <param name="network">Gives the shapes.</param>
    /// <param name="values">As many as the network has parameters.</param>
    /// <exception cref="InvalidInputException">Another number of values.</exception>
    public static Parameters<T> FromSpan<T>(Network network, ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        if (values.Length != network.ParameterCount)
        {
            throw new InvalidInputException(nameof(values), $"{network.ParameterCount} values", $"{values.Length}");
        }

        return new Parameters<T>(network.Layout, values.ToArray());
    }

    /// <summary>The zero of the vector space of a network's parameters.</summary>
    /// <param name="network">Gives the shapes.</param>
    public static Parameters<T> Zeros<T>(Network network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        return new Parameters<T>(network.Layout, new T[network.ParameterCount]);
    }
}
