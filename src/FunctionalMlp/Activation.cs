using System.Numerics;
using FunctionalMlp.Activations;

namespace FunctionalMlp;

/// <summary>An element-wise function φ between two layers, with its pullback: a = φ(z), equation (12).</summary>
/// <remarks>A further activation is one file beside <c>Activations/ReLU.cs</c> and one property here.</remarks>
public abstract class Activation
{
    private protected Activation() { }

    /// <summary>φ(z) = max(z, 0), with φ'(0) = 0.</summary>
    public static Activation ReLU { get; } = new ReLU();

    /// <summary>φ(z) = z.</summary>
    public static Activation Identity { get; } = new Identity();

    /// <summary>The name under which it is saved and printed.</summary>
    public abstract string Name { get; }

    /// <summary>Whether the derivative has a jump at z = 0, where a finite difference says nothing.</summary>
    public abstract bool HasKinkAtZero { get; }

    /// <summary>A = φ(Z), element by element; equation (12).</summary>
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

    /// <summary>The pullback of <see cref="Apply{T}(Matrix{T})"/>: cotangent ⊙ φ'(Z), the factor 𝕀{z &gt; 0} of equations (18) and (19) for ReLU.</summary>
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

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Whether <see cref="Pullback{T}(ReadOnlySpan{T}, ReadOnlySpan{T}, ReadOnlySpan{T}, Span{T})"/> reads z; if not, z need not be kept.</summary>
    internal abstract bool PullbackNeedsPreActivations { get; }

    /// <summary>a = φ(z); <paramref name="z"/> and <paramref name="a"/> may be the same span.</summary>
    internal abstract void Apply<T>(ReadOnlySpan<T> z, Span<T> a)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>result = cotangent ⊙ φ'(z); <paramref name="cotangent"/> and <paramref name="result"/> may be the same span.</summary>
    internal abstract void Pullback<T>(ReadOnlySpan<T> z, ReadOnlySpan<T> a, ReadOnlySpan<T> cotangent, Span<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
