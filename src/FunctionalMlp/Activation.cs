using System.Globalization;
using System.Numerics;
using FunctionalMlp.Activations;

namespace FunctionalMlp;

/// <summary>An element-wise function φ between two layers, with its pullback: equation (12).</summary>
/// <remarks>A further activation is one file beside <c>Activations/ReLU.cs</c> and one property here.</remarks>
public abstract class Activation : IEquatable<Activation>
{
    private protected Activation() { }

    /// <summary>The rectified linear unit, equation (12): what is negative becomes 0; the slope at 0 is 0.</summary>
    public static Activation ReLU { get; } = new ReLU();

    /// <summary>The exponential linear unit, equation (E44), with α one: it has no kink. Clevert, Unterthiner and Hochreiter, "Fast and accurate deep network learning by ELUs", ICLR 2016.</summary>
    public static Activation ELU { get; } = new ELU(1);

    /// <summary>
    /// The Gaussian error linear unit, equation (E46), with the normal distribution function itself and not its approximation by tanh; so is PyTorch's by default. Hendrycks and
    /// Gimpel, "Gaussian error linear units", 2016.
    /// </summary>
    public static Activation GELU { get; } = new GELU();

    /// <summary>The sigmoid-weighted linear unit, equation (E45). Elfwing, Uchibe and Doya, "Sigmoid-weighted linear units", Neural Networks 107 (2018).</summary>
    public static Activation SiLU { get; } = new SiLU();

    /// <summary>The hyperbolic tangent, equation (E41).</summary>
    public static Activation Tanh { get; } = new Tanh();

    /// <summary>The logistic function, equation (E40).</summary>
    public static Activation Sigmoid { get; } = new Sigmoid();

    /// <summary>Softplus, a ReLU without a kink, equation (E42). Glorot, Bordes and Bengio, "Deep sparse rectifier neural networks", AISTATS 2011.</summary>
    public static Activation Softplus { get; } = new Softplus();

    /// <summary>What comes goes, equation (E47).</summary>
    public static Activation Identity { get; } = new Identity();

    /// <summary>The leaky ReLU, equation (E43): what is negative is multiplied by the slope. Maas, Hannun and Ng, "Rectifier nonlinearities improve neural network acoustic models", ICML 2013.</summary>
    /// <param name="slope">Above 0 and below 1.</param>
    /// <exception cref="InvalidInputException">The slope is out of range.</exception>
    public static Activation LeakyReLU(double slope = 0.01) =>
        slope is > 0 and < 1
            ? new LeakyReLU(slope)
            : throw new InvalidInputException(
                nameof(slope),
                "a number between 0 and 1",
                slope.ToString(CultureInfo.InvariantCulture)
            );

    /// <summary>The exponential linear unit, equation (E44), which goes to −α.</summary>
    /// <param name="alpha">α, positive and finite; with 1 it is <see cref="ELU"/>.</param>
    /// <exception cref="InvalidInputException">α is not a positive finite number.</exception>
    public static Activation ELUWithAlpha(double alpha) =>
        new ELU(InvalidInputException.RequirePositive(nameof(alpha), alpha));

    /// <summary>The activation of a <see cref="Name"/>.</summary>
    /// <param name="name">As <see cref="Name"/> gives it.</param>
    /// <exception cref="InvalidInputException">There is no activation of this name.</exception>
    public static Activation FromName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Activation[] all = [ReLU, ELU, GELU, SiLU, Tanh, Sigmoid, Softplus, Identity];
        return all.FirstOrDefault(activation => activation.Name == name)
            ?? Parametric(name)
            ?? throw new InvalidInputException(
                nameof(name),
                $"one of {string.Join(", ", all.Select(activation => activation.Name))}, leaky-relu(slope), elu(α)",
                $"\"{name}\""
            );
    }

    /// <summary>The name under which it is saved and printed.</summary>
    public abstract string Name { get; }

    /// <summary>Whether the derivative has a jump at zero, where a finite difference says nothing.</summary>
    public abstract bool HasKinkAtZero { get; }

    /// <summary>φ of each element; for ReLU equation (12), for the others equations (E40) to (E47).</summary>
    /// <param name="preActivations">Z, any shape.</param>
    /// <returns>A, of the same shape.</returns>
    public Matrix<T> Apply<T>(Matrix<T> preActivations)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(preActivations);
        var result = new T[preActivations.Rows * preActivations.Columns];
        Apply(preActivations.Span, result);
        return new Matrix<T>(preActivations.Rows, preActivations.Columns, result);
    }

    /// <summary>The pullback of <see cref="Apply{T}(Matrix{T})"/>, entry by entry; for ReLU the indicator of equations (18) and (19), for the others equations (E1) to (E6), (E17) and (E48).</summary>
    /// <param name="preActivations">Z, any shape.</param>
    /// <param name="cotangent">The gradient with respect to A, of the same shape.</param>
    /// <returns>The gradient with respect to Z, of the same shape.</returns>
    /// <exception cref="InvalidInputException">The shapes differ.</exception>
    public Matrix<T> Pullback<T>(Matrix<T> preActivations, Matrix<T> cotangent)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(preActivations);
        ArgumentNullException.ThrowIfNull(cotangent);
        var (rows, columns) = (preActivations.Rows, preActivations.Columns);
        InvalidInputException.RequireShape(nameof(cotangent), rows, columns, cotangent.Rows, cotangent.Columns);
        var result = new T[rows * columns];
        var activations = new T[rows * columns];
        Apply(preActivations.Span, activations);
        Pullback(preActivations.Span, activations, cotangent.Span, result);
        return new Matrix<T>(rows, columns, result);
    }

    /// <summary>The same function.</summary>
    /// <param name="other">The activation to compare with.</param>
    public bool Equals(Activation? other) => other is not null && Name == other.Name;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Activation);

    /// <inheritdoc/>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>The activation of a name such as <c>elu(0.5)</c>, if it is one.</summary>
    private static Activation? Parametric(string name)
    {
        var open = name.IndexOf('(', StringComparison.Ordinal);
        if (open < 0 || !name.EndsWith(')'))
        {
            return null;
        }

        var isNumber = double.TryParse(name.AsSpan()[(open + 1)..^1], CultureInfo.InvariantCulture, out var number);
        return (isNumber, name[..open]) switch
        {
            (true, Activations.LeakyReLU.Kind) => LeakyReLU(number),
            (true, Activations.ELU.Kind) => ELUWithAlpha(number),
            _ => null,
        };
    }

    /// <summary>Whether <see cref="Pullback{T}(ReadOnlySpan{T}, ReadOnlySpan{T}, ReadOnlySpan{T}, Span{T})"/> reads z; if not, z need not be kept.</summary>
    internal abstract bool PullbackNeedsPreActivations { get; }

    /// <summary>Whether φ is the identity. Then z and a share their memory, and there is nothing to be done.</summary>
    internal virtual bool IsIdentity => false;

    /// <summary>φ of each element; <paramref name="z"/> and <paramref name="a"/> may be the same span.</summary>
    internal abstract void Apply<T>(ReadOnlySpan<T> z, Span<T> a)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>The cotangent times the slope, element by element; <paramref name="cotangent"/> and <paramref name="result"/> may be the same span.</summary>
    internal abstract void Pullback<T>(ReadOnlySpan<T> z, ReadOnlySpan<T> a, ReadOnlySpan<T> cotangent, Span<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
