using System.Numerics;
using FunctionalMlp.Penalties;

namespace FunctionalMlp;

/// <summary>R, what large weights cost, added to the loss. Biases are never penalised. The convention is in the name.</summary>
public abstract class Penalty
{
    private protected Penalty() { }

    /// <summary>R = 0.</summary>
    public static Penalty None { get; } = new NoPenalty();

    /// <summary>R = λ Σ‖W‖², summed over the layers, with gradient 2λW: the paper's convention, equations (17) and (18).</summary>
    /// <param name="lambda">λ, finite, 0 or above.</param>
    /// <exception cref="InvalidInputException">λ is negative, infinite or NaN.</exception>
    public static Penalty SquaredNorm(double lambda) =>
        new SquaredNorm(InvalidInputException.RequireNonNegative(nameof(lambda), lambda));

    /// <summary>R(θ).</summary>
    /// <param name="parameters">θ.</param>
    public T Value<T>(Parameters<T> parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return Value(parameters.Layout, parameters.Span);
    }

    /// <summary>∂R/∂θ: the term 2λW of equations (17) and (18) for <see cref="SquaredNorm"/>; zero for biases.</summary>
    /// <param name="parameters">θ.</param>
    public Parameters<T> Gradient<T>(Parameters<T> parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var result = new T[parameters.Count];
        AddGradient(parameters.Layout, parameters.Span, result);
        return new Parameters<T>(parameters.Layout, result);
    }

    internal T Value<T>(ParameterLayout layout, ReadOnlySpan<T> parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var sum = T.Zero;
        for (var layer = 0; layer < layout.LayerCount; layer++)
        {
            sum += Value(layout.Weights(layer, parameters));
        }

        return sum;
    }

    internal void AddGradient<T>(ParameterLayout layout, ReadOnlySpan<T> parameters, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var layer = 0; layer < layout.LayerCount; layer++)
        {
            AddGradient(layout.Weights(layer, parameters), layout.Weights(layer, gradient));
        }
    }

    /// <summary>What one layer's weights cost.</summary>
    internal abstract T Value<T>(ReadOnlySpan<T> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Adds the gradient with respect to one layer's weights.</summary>
    internal abstract void AddGradient<T>(ReadOnlySpan<T> weights, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
