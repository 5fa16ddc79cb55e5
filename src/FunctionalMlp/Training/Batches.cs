using System.Collections.Immutable;

namespace FunctionalMlp.Training;

/// <summary>Which samples the steps of an epoch take.</summary>
public sealed class Batches
{
    private readonly string _name;
    private readonly Action<RandomNumbers, int[]> _fill;

    private Batches(string name, Action<RandomNumbers, int[]> fill, ImmutableArray<ImmutableArray<int>> given)
    {
        _name = name;
        _fill = fill;
        Lists = given;
    }

    /// <summary>Every sample once an epoch, in an order that is shuffled anew for each (without replacement).</summary>
    public static Batches Shuffled { get; } = new("shuffled", (numbers, order) => numbers.Permute(order), []);

    /// <summary>Every sample once an epoch, always in the order in which they come.</summary>
    public static Batches InOrder { get; } =
        new(
            "in order",
            (_, order) =>
            {
                for (var i = 0; i < order.Length; i++)
                {
                    order[i] = i;
                }
            },
            []
        );

    /// <summary>As many samples an epoch as there are, each drawn at random from all of them (with replacement).</summary>
    public static Batches WithReplacement { get; } =
        new(
            "with replacement",
            (numbers, order) =>
            {
                for (var i = 0; i < order.Length; i++)
                {
                    order[i] = numbers.Below((uint)order.Length, i);
                }
            },
            []
        );

    /// <summary>In every epoch one step for each of the given lists, whatever <see cref="TrainingOptions.BatchSize"/> says.</summary>
    /// <param name="lists">The numbers of each step's samples; at least one list, and at least one number in each.</param>
    /// <exception cref="InvalidInputException">No list, or an empty one.</exception>
    public static Batches Given(IEnumerable<int[]> lists)
    {
        ArgumentNullException.ThrowIfNull(lists);
        ImmutableArray<ImmutableArray<int>> copy = [.. lists.Select(list => list.ToImmutableArray())];
        InvalidInputException.RequireAtLeast($"{nameof(lists)}.Count", 1, copy.Length);
        for (var i = 0; i < copy.Length; i++)
        {
            InvalidInputException.RequireAtLeast($"{nameof(lists)}[{i}].Length", 1, copy[i].Length);
        }

        return new Batches($"{copy.Length} given", (_, _) => { }, copy);
    }

    /// <inheritdoc/>
    public override string ToString() => _name;

    /// <summary>The given lists; empty if the batches are made.</summary>
    internal ImmutableArray<ImmutableArray<int>> Lists { get; }

    /// <summary>Writes the numbers of an epoch's samples, in the order in which the steps take them.</summary>
    internal void Fill(RandomNumbers numbers, int[] order) => _fill(numbers, order);
}
