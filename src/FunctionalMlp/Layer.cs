namespace FunctionalMlp;

/// <summary>A dense layer of a network: a = φ(W·x + b).</summary>
/// <param name="Width">The number of its outputs, 1 or more.</param>
/// <param name="Activation">φ.</param>
public sealed record Layer(int Width, Activation Activation);
