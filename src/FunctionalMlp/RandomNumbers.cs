using System.Collections.Immutable;

namespace FunctionalMlp;

/// <summary>
/// An infinite sequence of pseudo-random numbers as a pure function of seed and index: SplitMix64 (Steele, Lea and
/// Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014).
/// </summary>
/// <remarks>
/// Number i is that which SplitMix64 gives after i others, from the seed as its state, with the increment 0x9E3779B97F4A7C15 and the
/// multipliers 0xBF58476D1CE4E5B9 and 0x94D049BB133111EB of its authors. This definition never changes, so a seed means the same numbers in every version, on every machine.
/// </remarks>
public readonly record struct RandomNumbers
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;
    private readonly ulong _key;

    /// <summary>The sequence of a seed.</summary>
    /// <param name="seed">Any number.</param>
    public RandomNumbers(long seed) => _key = unchecked((ulong)seed);

    private RandomNumbers(ulong key) => _key = key;

    /// <summary>Number <paramref name="index"/> of the sequence: 64 random bits.</summary>
    /// <param name="index">Any number; the sequence starts at 0.</param>
    public ulong this[long index] => Mix(unchecked(_key + (((ulong)index + 1) * Gamma)));

    /// <summary>A sequence of its own for each <paramref name="index"/>, independent of this one's numbers.</summary>
    /// <param name="index">Any number.</param>
    public RandomNumbers Split(long index) => new(Mix(this[index] ^ 0x6A09E667F3BCC909));

    /// <summary>Number <paramref name="index"/> as a uniform one in [0, 1), of 53 random bits.</summary>
    /// <param name="index">Any number.</param>
    public double Uniform(long index) => (this[index] >> 11) * (1.0 / (1L << 53));

    /// <summary>Number <paramref name="index"/> as a standard normal one, by Marsaglia's polar method on the sequence <see cref="Split"/> of it.</summary>
    /// <param name="index">Any number.</param>
    public double Normal(long index)
    {
        var numbers = Split(index);
        for (var attempt = 0L; ; attempt += 2)
        {
            var u = (2 * numbers.Uniform(attempt)) - 1;
            var v = (2 * numbers.Uniform(attempt + 1)) - 1;
            var s = (u * u) + (v * v);
            if (s is > 0 and < 1)
            {
                return u * Math.Sqrt(-2 * Kernels.Exponential.Log(s) / s);
            }
        }
    }

    /// <summary>The numbers 0 … <paramref name="count"/> − 1 in a random order, each order equally likely (Fisher and Yates).</summary>
    /// <param name="count">How many, 0 or more.</param>
    /// <exception cref="InvalidInputException"><paramref name="count"/> is negative.</exception>
    public ImmutableArray<int> Permutation(int count)
    {
        var order = new int[InvalidInputException.RequireAtLeast(nameof(count), 0, count)];
        Permute(order);
        return ImmutableArray.Create(order);
    }

    internal void Permute(Span<int> order)
    {
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        for (var i = order.Length - 1; i > 0; i--)
        {
            var j = Below((uint)i + 1, i);
            (order[i], order[j]) = (order[j], order[i]);
        }
    }

    /// <summary>A number below <paramref name="bound"/>, each equally likely: the high part of a product, redrawn where that would be biased.</summary>
    internal int Below(uint bound, long index)
    {
        var bits = this[index];
        var high = Math.BigMul(bits, bound, out var low);
        if (low < bound)
        {
            var threshold = unchecked(0 - (ulong)bound) % bound;
            var retry = Split(index);
            for (var attempt = 0L; low < threshold; attempt++)
            {
                high = Math.BigMul(retry[attempt], bound, out low);
            }
        }

        return (int)high;
    }

    private static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
