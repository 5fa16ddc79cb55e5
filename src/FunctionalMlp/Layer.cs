namespace FunctionalMlp;

/// <summary>A dense layer of a network, equations (11) and (12).</summary>
/// <param name="Width">The number of its outputs, 1 or more.</param>
/// <param name="Activation">φ.</param>
/// <param name="Dropout">The share of its outputs that a step of training drops, 0 or above, below 1.</param>
public sealed record Layer(int Width, Activation Activation, double Dropout = 0);
