namespace FunctionalMlp.Penalties;

/// <summary>Zero.</summary>
internal sealed class NoPenalty : Penalty
{
    public override string ToString() => "none";

    internal override (double Lambda1, double Lambda2) Factors(int samples) => (0, 0);
}
