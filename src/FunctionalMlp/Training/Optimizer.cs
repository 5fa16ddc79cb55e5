using System.Numerics;

namespace FunctionalMlp.Training;

/// <summary>A rule that turns a gradient into the next parameters: a pure function of (state, gradient, parameters).</summary>
public abstract class Optimizer
{
    private protected Optimizer() { }

    /// <summary>Gradient descent, θ ← θ − η·g.</summary>
    /// <param name="learningRate">η, positive and finite.</param>
    /// <exception cref="InvalidInputException">η is not a positive finite number.</exception>
    public static Optimizer GradientDescent(double learningRate) =>
        new GradientDescent(InvalidInputException.RequirePositive(nameof(learningRate), learningRate));

    /// <summary>The next parameters.</summary>
    /// <param name="gradient">∂J̃/∂θ, of the parameters' shape.</param>
    /// <param name="parameters">θ.</param>
    /// <exception cref="InvalidInputException">The shapes differ.</exception>
    public Parameters<T> Step<T>(Parameters<T> gradient, Parameters<T> parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(gradient);
        ArgumentNullException.ThrowIfNull(parameters);
        parameters.Layout.Require(nameof(gradient), gradient.Layout);
        var next = parameters.Span.ToArray();
        Update(gradient.Span, next);
        return new Parameters<T>(parameters.Layout, next);
    }

    internal abstract void Update<T>(ReadOnlySpan<T> gradient, Span<T> parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
