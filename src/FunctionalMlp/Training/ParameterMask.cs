namespace FunctionalMlp.Training;

/// <summary>The two kinds of parameters of a layer.</summary>
public enum ParameterKind
{
    /// <summary>W.</summary>
    Weights,

    /// <summary>b.</summary>
    Biases,
}

/// <summary>Which parameters something applies to.</summary>
public sealed class ParameterMask
{
    private readonly Func<int, ParameterKind, bool> _includes;

    private ParameterMask(Func<int, ParameterKind, bool> includes) => _includes = includes;

    /// <summary>All parameters.</summary>
    public static ParameterMask All { get; } = new((_, _) => true);

    /// <summary>The weights of every layer, and no biases.</summary>
    public static ParameterMask Weights { get; } = new((_, kind) => kind == ParameterKind.Weights);

    /// <summary>The parameters that a predicate picks.</summary>
    /// <param name="predicate">Given a layer's index, 0 for the first, and the kind of parameters.</param>
    public static ParameterMask Where(Func<int, ParameterKind, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return new ParameterMask(predicate);
    }

    internal bool Includes(int layer, ParameterKind kind) => _includes(layer, kind);
}
