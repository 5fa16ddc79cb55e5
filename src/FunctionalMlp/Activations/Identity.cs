namespace FunctionalMlp.Activations;

/// <summary>What comes goes, equations (E47) and (E48).</summary>
internal sealed class Identity : Activation
{
    public override string Name => "identity";

    public override bool HasKinkAtZero => false;

    internal override bool PullbackNeedsPreActivations => false;

    internal override bool IsIdentity => true;

    internal override void Apply<T>(ReadOnlySpan<T> z, Span<T> a)
    {
        if (z != a)
        {
            z.CopyTo(a);
        }
    }

    internal override void Pullback<T>(ReadOnlySpan<T> z, ReadOnlySpan<T> a, ReadOnlySpan<T> cotangent, Span<T> result)
    {
        if (cotangent != result)
        {
            cotangent.CopyTo(result);
        }
    }
}
