using System.Collections.Immutable;

namespace FunctionalMlp;

/// <summary>Where each layer's weights and biases lie in one flat sequence: W1 row by row, b1, W2, b2, …</summary>
internal sealed class ParameterLayout
{
    private readonly int[] _offsets;

    internal ParameterLayout(ImmutableArray<int> widths)
    {
        Widths = widths;
        _offsets = new int[widths.Length];
        for (var layer = 0; layer + 1 < widths.Length; layer++)
        {
            var size = ((long)widths[layer] + 1) * widths[layer + 1];
            var end = _offsets[layer] + size;
            _offsets[layer + 1] =
                end <= Array.MaxLength
                    ? (int)end
                    : throw new InvalidInputException("width", $"at most {Array.MaxLength} parameters", $"{end}");
        }
    }

    internal ImmutableArray<int> Widths { get; }

    internal int LayerCount => Widths.Length - 1;

    internal int Count => _offsets[^1];

    internal int WeightsOffset(int layer) => _offsets[layer];

    internal int BiasesOffset(int layer) => _offsets[layer] + (Widths[layer] * Widths[layer + 1]);

    internal Span<T> Weights<T>(int layer, Span<T> values) =>
        values.Slice(_offsets[layer], Widths[layer] * Widths[layer + 1]);

    internal ReadOnlySpan<T> Weights<T>(int layer, ReadOnlySpan<T> values) =>
        values.Slice(_offsets[layer], Widths[layer] * Widths[layer + 1]);

    internal Span<T> Biases<T>(int layer, Span<T> values) => values.Slice(BiasesOffset(layer), Widths[layer + 1]);

    internal ReadOnlySpan<T> Biases<T>(int layer, ReadOnlySpan<T> values) =>
        values.Slice(BiasesOffset(layer), Widths[layer + 1]);

    internal bool IsSameAs(ParameterLayout other) =>
        ReferenceEquals(this, other) || Widths.AsSpan().SequenceEqual(other.Widths.AsSpan());

    internal void Require(string argument, ParameterLayout actual)
    {
        if (!IsSameAs(actual))
        {
            throw new InvalidInputException(argument, $"parameters of widths {this}", actual.ToString());
        }
    }

    public override string ToString() => string.Join('-', Widths);
}
