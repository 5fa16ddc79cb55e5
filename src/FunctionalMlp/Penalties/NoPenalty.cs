namespace FunctionalMlp.Penalties;

/// <summary>Zero.</summary>
internal sealed class NoPenalty : Penalty
{
    public override string ToString() => "none";

    internal override T Value<T>(ReadOnlySpan<T> weights, int samples) => T.Zero;

    internal override void AddGradient<T>(ReadOnlySpan<T> weights, int samples, Span<T> gradient) { }
}
