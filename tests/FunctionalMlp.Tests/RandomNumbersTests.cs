using Xunit;

namespace FunctionalMlp.Tests;

public sealed class RandomNumbersTests
{
    /// <summary>The first outputs of SplitMix64 for seed 1234567, as published with its reference implementation.</summary>
    [Fact]
    public void The_sequence_is_that_of_SplitMix64()
    {
        var numbers = new RandomNumbers(1234567);
        Assert.Equal(
            [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821],
            Enumerable.Range(0, 5).Select(i => numbers[i])
        );
    }

    [Fact]
    public void Uniform_numbers_are_uniform()
    {
        var numbers = new RandomNumbers(1);
        var draws = Enumerable.Range(0, 100_000).Select(i => numbers.Uniform(i)).ToArray();
        Assert.All(draws, x => Assert.InRange(x, 0, 1 - 1e-16));
        // Five standard errors.
        Assert.Equal(0.5, draws.Average(), 5 * Math.Sqrt(1 / 12.0 / draws.Length));
        Assert.Equal(1 / 3.0, draws.Average(x => x * x), 5 * Math.Sqrt(4 / 45.0 / draws.Length));
    }

    [Fact]
    public void Normal_numbers_have_the_moments_of_a_standard_normal()
    {
        var numbers = new RandomNumbers(2);
        var draws = Enumerable.Range(0, 100_000).Select(i => numbers.Normal(i)).ToArray();
        var error = 5 / Math.Sqrt(draws.Length);
        Assert.Equal(0, draws.Average(), error);
        Assert.Equal(1, draws.Average(x => x * x), error * Math.Sqrt(2));
        Assert.Equal(0, draws.Average(x => x * x * x), error * Math.Sqrt(15));
        Assert.Equal(3, draws.Average(x => x * x * x * x), error * Math.Sqrt(96));
    }

    [Fact]
    public void Permutations_are_permutations_and_each_is_as_likely()
    {
        var counts = new Dictionary<string, int>();
        for (var seed = 0; seed < 6000; seed++)
        {
            var order = new RandomNumbers(seed).Permutation(3);
            Assert.Equal([0, 1, 2], order.Order());
            var key = string.Join("", order);
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }

        Assert.Equal(6, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 1000 - 150, 1000 + 150));
    }

    [Fact]
    public void Split_sequences_differ_from_each_other_and_from_their_origin()
    {
        var numbers = new RandomNumbers(3);
        var all = Enumerable
            .Range(0, 1000)
            .SelectMany(i => new[] { numbers[i], numbers.Split(i)[0], numbers.Split(0)[i] });
        Assert.Equal(2999, all.Distinct().Count());
    }

    [Fact]
    public void A_negative_count_is_refused() =>
        Samples.Fails(() => new RandomNumbers(1).Permutation(-1), "count", "at least 0", "-1");
}
