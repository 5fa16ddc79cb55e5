using System.Globalization;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace FunctionalMlp.Activations;

/// <summary>The leaky ReLU, equation (E4); at 0 its derivative is the slope.</summary>
internal sealed class LeakyReLU(double slope) : Activation
{
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"leaky-relu({slope:R})");

    public override bool HasKinkAtZero => true;

    // a > 0 exactly where z > 0.
    internal override bool PullbackNeedsPreActivations => false;

    internal override void Apply<T>(ReadOnlySpan<T> z, Span<T> a) => Multiply(z, z, a);

    internal override void Pullback<T>(
        ReadOnlySpan<T> z,
        ReadOnlySpan<T> a,
        ReadOnlySpan<T> cotangent,
        Span<T> result
    ) => Multiply(a, cotangent, result);

    /// <summary>values, times the slope where the sign is not positive.</summary>
    private void Multiply<T>(ReadOnlySpan<T> sign, ReadOnlySpan<T> values, Span<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (factor, i) = (T.CreateChecked(slope), 0);
        for (; i <= sign.Length - Vector256<T>.Count; i += Vector256<T>.Count)
        {
            var value = Vector256.Create(values[i..]);
            var isPositive = Vector256.GreaterThan(Vector256.Create(sign[i..]), Vector256<T>.Zero);
            Vector256.ConditionalSelect(isPositive, value, value * factor).CopyTo(result[i..]);
        }

        for (; i < sign.Length; i++)
        {
            result[i] = sign[i] > T.Zero ? values[i] : values[i] * factor;
        }
    }
}
