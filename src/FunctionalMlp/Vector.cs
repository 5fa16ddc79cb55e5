using System.Numerics;

namespace FunctionalMlp;

/// <summary>An immutable vector with value equality, such as a layer's biases.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Vector<T> : IEquatable<Vector<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] _storage;
    private readonly int _offset;

    /// <summary>Adopts <paramref name="storage"/>, which nobody may write to from then on.</summary>
    internal Vector(int length, T[] storage, int offset = 0)
    {
        InvalidInputException.RequireElementType<T>();
        Length = length;
        _storage = storage;
        _offset = offset;
    }

    /// <summary>The number of entries.</summary>
    public int Length { get; }

    /// <summary>All entries (a view, no copy).</summary>
    public ReadOnlySpan<T> Span => new(_storage, _offset, Length);

    /// <summary>One entry.</summary>
    /// <param name="index">0 … <see cref="Length"/> − 1.</param>
    /// <exception cref="InvalidInputException">There is no such entry.</exception>
    public T this[int index]
    {
        get
        {
            InvalidInputException.RequireIndex(nameof(index), Length, index);
            return _storage[_offset + index];
        }
    }

    /// <summary>The entries as a new array.</summary>
    public T[] ToArray() => Span.ToArray();

    /// <summary>Same length and equal entries (NaN equals NaN).</summary>
    /// <param name="other">The vector to compare with.</param>
    public bool Equals(Vector<T>? other) => other is not null && Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Vector<T>);

    /// <inheritdoc/>
    public override int GetHashCode() => ValueSequence.Hash(Span);

    /// <summary>The length, and the first entries.</summary>
    public override string ToString() => $"{Length} [{ValueSequence.Format(Span)}]";
}

/// <summary>Creates vectors; everything given is copied.</summary>
public static class Vector
{
    /// <summary>A vector from its entries.</summary>
    /// <param name="values">The entries.</param>
    public static Vector<T> FromSpan<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(values.Length, values.ToArray());

    /// <summary>A vector of zeros.</summary>
    /// <param name="length">The number of entries, 0 or more.</param>
    /// <exception cref="InvalidInputException">A negative length.</exception>
    public static Vector<T> Zeros<T>(int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(length, new T[InvalidInputException.RequireAtLeast(nameof(length), 0, length)]);
}
