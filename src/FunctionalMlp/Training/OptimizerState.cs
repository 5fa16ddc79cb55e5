using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalMlp.Training;

/// <summary>Something that an optimiser remembers for each parameter, such as Adam's moments.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">One number for each parameter.</param>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed record OptimizerSlot<T>(string Name, Parameters<T> Value)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>A single number that an optimiser remembers.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">Its value.</param>
public sealed record OptimizerNumber(string Name, double Value);

/// <summary>All that an optimiser remembers between steps: immutable, equal by value, and open to be read.</summary>
/// <param name="Steps">How many steps were taken.</param>
/// <param name="Slots">What is remembered for each parameter, in the order of the transformations.</param>
/// <param name="Numbers">The single numbers, in the order of the transformations.</param>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed record OptimizerState<T>(
    long Steps,
    ImmutableArray<OptimizerSlot<T>> Slots,
    ImmutableArray<OptimizerNumber> Numbers
)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>What is remembered for each parameter, in the order of the transformations.</summary>
    public ImmutableArray<OptimizerSlot<T>> Slots
    {
        get;
        init => field = InvalidInputException.RequireArray(nameof(Slots), value);
    } = InvalidInputException.RequireArray(nameof(Slots), Slots);

    /// <summary>The single numbers, in the order of the transformations.</summary>
    public ImmutableArray<OptimizerNumber> Numbers
    {
        get;
        init => field = InvalidInputException.RequireArray(nameof(Numbers), value);
    } = InvalidInputException.RequireArray(nameof(Numbers), Numbers);

    /// <summary>The first slot of a name.</summary>
    /// <param name="slot">Its name.</param>
    /// <exception cref="InvalidInputException">There is no such slot.</exception>
    public Parameters<T> this[string slot] =>
        Slots.FirstOrDefault(candidate => candidate.Name == slot)?.Value
        ?? throw new InvalidInputException(
            nameof(slot),
            Slots.IsEmpty ? "none, for there are no slots" : string.Join(" or ", Slots.Select(s => $"\"{s.Name}\"")),
            $"\"{slot}\""
        );

    /// <summary>The same number of steps, equal slots and equal numbers.</summary>
    /// <param name="other">The state to compare with.</param>
    public bool Equals(OptimizerState<T>? other) =>
        other is not null
        && Steps == other.Steps
        && Slots.AsSpan().SequenceEqual(other.Slots.AsSpan())
        && Numbers.AsSpan().SequenceEqual(other.Numbers.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Steps, Slots.Length, Numbers.Length);
}
