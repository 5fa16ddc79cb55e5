namespace FunctionalMlp;

/// <summary>A dense layer of a network, equations (11) and (12).</summary>
/// <param name="Width">The number of its outputs, 1 or more.</param>
/// <param name="Activation">φ.</param>
/// <param name="Dropout">The share of its outputs that a step of training drops, 0 or above, below 1.</param>
/// <exception cref="InvalidInputException">The width or the share is out of range.</exception>
public sealed record Layer(int Width, Activation Activation, double Dropout = 0)
{
    /// <summary>The number of its outputs.</summary>
    public int Width
    {
        get;
        init => field = InvalidInputException.RequireAtLeast(nameof(Width), 1, value);
    } = InvalidInputException.RequireAtLeast(nameof(Width), 1, Width);

    /// <summary>φ.</summary>
    public Activation Activation
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Activation));
    } = Activation ?? throw new ArgumentNullException(nameof(Activation));

    /// <summary>The share of its outputs that a step of training drops.</summary>
    public double Dropout
    {
        get;
        init => field = FunctionalMlp.Dropout.RequireRate(value, nameof(Dropout));
    } = FunctionalMlp.Dropout.RequireRate(Dropout, nameof(Dropout));
}
