using System.Numerics;
using FunctionalMlp.Kernels;
using Xunit;

namespace FunctionalMlp.Tests.Kernels;

public sealed class ReductionsTests
{
    [Fact]
    public void A_long_sum_runs_in_partial_sums_of_fixed_number()
    {
        Check<float>(32);
        Check<double>(16);

        static void Check<T>(int lanes)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            for (var length = 0; length <= 200; length++)
            {
                var (a, b) = (Numbers<T>(length, length % 3), Numbers<T>(length, length % 5));
                Assert.Equal(Lanes(length, lanes, i => (a.Span[i], b.Span[i])), Reductions.Dot<T>(a.Span, b.Span));
                Assert.Equal(Lanes(length, lanes, i => (a.Span[i], a.Span[i])), Reductions.SumOfSquares<T>(a.Span));
                Assert.Equal(
                    Lanes(length, length < 2 * lanes ? 1 : lanes, i => (a.Span[i], T.One)),
                    Reductions.Sum<T>(a.Span)
                );
            }
        }
    }

    [Fact]
    public void Sums_of_squares_and_magnitudes_add_to_a_gradient_in_the_same_pass()
    {
        Check<float>();
        Check<double>();

        static void Check<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var factor = T.CreateChecked(0.3);
            for (var length = 1; length <= 100; length++)
            {
                var (a, before) = (Numbers<T>(length, length % 3), Numbers<T>(length, 0));
                var (squares, magnitudes) = (Numbers<T>(length, length % 5), Numbers<T>(length, length % 2));
                before.Span.CopyTo(squares.Span);
                before.Span.CopyTo(magnitudes.Span);
                Assert.Equal(Reductions.SumOfSquares<T>(a.Span), Reductions.SumOfSquares(a.Span, factor, squares.Span));
                Assert.Equal(
                    Reductions.SumOfMagnitudes<T>(a.Span),
                    Reductions.SumOfMagnitudes(a.Span, factor, magnitudes.Span)
                );
                for (var i = 0; i < length; i++)
                {
                    var (number, given) = (a.Span[i], before.Span[i]);
                    Assert.Equal(T.FusedMultiplyAdd(number, factor, given), squares.Span[i]);
                    Assert.Equal(given + (factor * T.CreateChecked(T.Sign(number))), magnitudes.Span[i]);
                }

                squares.AssertGuardsUntouched();
                magnitudes.AssertGuardsUntouched();
            }
        }
    }

    /// <summary>Element i goes to partial sum i mod lanes; the partial sums are added as a balanced tree, eighths first.</summary>
    private static T Lanes<T>(int length, int lanes, Func<int, (T A, T B)> factors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var sums = new T[lanes];
        for (var i = 0; i < length; i++)
        {
            var (a, b) = factors(i);
            sums[i % lanes] = T.FusedMultiplyAdd(a, b, sums[i % lanes]);
        }

        if (lanes == 1)
        {
            return sums[0];
        }

        // Which quarter a lane's vector is in depends on where the last whole vector went.
        var vector = lanes / 4;
        var turned = length % lanes / vector;
        T Quarter(int quarter, int lane) => sums[(((quarter + turned) % 4) * vector) + lane];
        var four = Enumerable
            .Range(0, vector)
            .Select(l => Quarter(0, l) + Quarter(1, l) + (Quarter(2, l) + Quarter(3, l)));
        var folded = four.ToArray();
        while (folded.Length > 2)
        {
            var half = folded.Length / 2;
            folded = [.. Enumerable.Range(0, half).Select(l => folded[l] + folded[l + half])];
            if (half == 4)
            {
                return folded[0] + folded[1] + (folded[2] + folded[3]);
            }
        }

        return folded[0] + folded[1];
    }

    private static Guarded<T> Numbers<T>(int length, int offset)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new Random(length + offset);
        return new Guarded<T>(length, offset, _ => T.CreateChecked(random.NextDouble() - 0.5));
    }
}
