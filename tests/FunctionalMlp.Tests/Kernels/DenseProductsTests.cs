using System.Numerics;
using FunctionalMlp.Kernels;
using Xunit;

namespace FunctionalMlp.Tests.Kernels;

/// <summary>
/// The products of a layer, feature by feature: with a bias, into rows that end with whole cache lines, and as sums of interleaved parts. Each has the bits of its
/// definition, for vectors of any width, and reads and writes nothing beyond.
/// </summary>
public sealed unsafe class DenseProductsTests
{
    public static TheoryData<int> Widths => [128, 256, 512];

    [Theory]
    [MemberData(nameof(Widths))]
    public void With_a_bias_each_element_is_a_chain_that_starts_from_it(int width)
    {
        foreach (var units in (int[])[1, 2, 7, 12, 13, 30])
        {
            foreach (var samples in (int[])[1, 3, 8, 16, 17, 33, 70, 130])
            {
                foreach (var inputs in (int[])[1, 3, 4, 12, 13, 40])
                {
                    CheckChains<float>(units, inputs, samples, width);
                    CheckChains<double>(units, inputs, samples, width);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Deep_chains_go_on_from_block_to_block(int width)
    {
        CheckChains<float>(30, 1100, 70, width);
        CheckChains<double>(30, 1100, 40, width);
        CheckChains<float>(700, 800, 40, width);
        CheckChains<double>(300, 1100, 20, width);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Interleaved_sums_are_added_in_halves(int width)
    {
        foreach (var units in (int[])[1, 2, 3, 4, 5, 10])
        {
            foreach (var inputs in (int[])[0, 1, 2, 3, 4, 7, 33])
            {
                for (var samples = 0; samples <= 34; samples++)
                {
                    CheckInterleaved<float>(units, inputs, samples, width);
                    CheckInterleaved<double>(units, inputs, samples, width);
                }
            }
        }

        CheckInterleaved<float>(50, 20, 1000, width);
        CheckInterleaved<double>(50, 15, 1000, width);
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits_and_finishes_each_block_once()
    {
        foreach (var (units, inputs, samples) in ((int, int, int)[])[(300, 200, 100), (20, 300, 900), (50, 30, 4000)])
        {
            foreach (var threads in (int[])[1, 2, 3, 16])
            {
                CheckChains<float>(units, inputs, samples, 0, threads);
                CheckInterleaved<double>(units, 10, samples * 10, 0, threads);
            }
        }
    }

    private static void CheckChains<T>(int units, int inputs, int samples, int width, int threads = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new Random(units + inputs + samples);
        T Number() => T.CreateChecked(random.NextDouble() - 0.5);
        var (weights, biases) = (Guard(units * inputs), Guard(units));
        var x = new FeatureMemory<T>(inputs, samples, (_, _) => Number());
        var expected = new T[units * samples];
        var rows = x.Rows(inputs, samples);
        for (var i = 0; i < expected.Length; i++)
        {
            var (sample, unit) = (i / units, i % units);
            var sum = biases.Span[unit];
            for (var k = 0; k < inputs; k++)
            {
                sum = T.FusedMultiplyAdd(weights.Span[(unit * inputs) + k], rows[(sample * inputs) + k], sum);
            }

            expected[i] = sum;
        }

        foreach (var sharesRows in (bool[])[true, false])
        {
            var z = new FeatureMemory<T>(units, samples, (_, _) => T.NaN);
            var marks = new int[units * samples];
            fixed (
                T* w = weights.Span,
                    b = biases.Span
            )
            fixed (int* mark = marks)
            {
                var (from, to) = (x.Of(inputs, samples), z.Of(units, samples));
                var product = new Product<T>
                {
                    Rows = units,
                    Depth = inputs,
                    Columns = samples,
                    A = w,
                    ARowStride = inputs,
                    AStep = 1,
                    B = from.First,
                    BStep = from.FeatureStride,
                    BColumnStride = 1,
                    Bias = b,
                    C = to.First,
                    CStride = to.FeatureStride,
                    IsPadded = true,
                    SharesRows = sharesRows,
                };
                var state = (Marks: (nint)mark, samples);
                ParallelProduct.Run(product, threads, width, &Mark, &state);
            }

            Assert.True(
                z.Rows(units, samples).AsSpan().SequenceEqual(expected),
                $"{units}×{inputs}×{samples}, {width}"
            );
            Assert.All(marks, mark => Assert.Equal(1, mark));
            z.AssertGuardsUntouched();
        }

        Guarded<T> Guard(int length) => new(length, (units + samples) % 5, _ => Number());
    }

    private static void Mark(void* state, int row, int rows, int column, int columns)
    {
        var (marks, stride) = *((nint Marks, int Stride)*)state;
        for (var i = row; i < row + rows; i++)
        {
            for (var j = column; j < column + columns; j++)
            {
                Interlocked.Increment(ref ((int*)marks)[(i * stride) + j]);
            }
        }
    }

    private static void CheckInterleaved<T>(int units, int inputs, int samples, int width, int threads = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new Random(units + inputs + samples);
        T Number() => T.CreateChecked(random.NextDouble() - 0.5);
        var a = new FeatureMemory<T>(units, samples, (_, _) => Number());
        var b = new FeatureMemory<T>(inputs, samples, (_, _) => Number());
        var weights = new Guarded<T>(units * inputs, samples % 5, _ => T.NaN);
        var biases = new Guarded<T>(units, samples % 3, _ => T.NaN);
        fixed (
            T* w = weights.Span,
                s = biases.Span
        )
        {
            var (left, right) = (a.Of(units, samples), b.Of(inputs, samples));
            var product = new Product<T>
            {
                Rows = units,
                Depth = samples,
                Columns = inputs,
                A = left.First,
                ARowStride = left.FeatureStride,
                AStep = 1,
                B = right.First,
                BStep = 1,
                BColumnStride = right.FeatureStride,
                C = w,
                CStride = inputs,
                RowSums = s,
                IsInterleaved = true,
                SharesRows = samples % 2 == 0,
            };
            ParallelProduct.Run(product, threads, width);
        }

        var (rowsA, rowsB) = (a.Rows(units, samples), b.Rows(inputs, samples));
        for (var unit = 0; unit < units; unit++)
        {
            for (var input = 0; input < inputs; input++)
            {
                Assert.Equal(
                    Interleaved(samples, i => (rowsA[(i * units) + unit], rowsB[(i * inputs) + input])),
                    weights.Span[(unit * inputs) + input]
                );
            }

            Assert.Equal(Interleaved(samples, i => (rowsA[(i * units) + unit], T.One)), biases.Span[unit]);
        }

        weights.AssertGuardsUntouched();
        biases.AssertGuardsUntouched();
    }

    /// <summary>Term i goes to part i mod the lanes of a cache line; then the second half of the parts is added to the first until one is left.</summary>
    private static T Interleaved<T>(int count, Func<int, (T A, T B)> factors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var parts = new T[64 / sizeof(T)];
        for (var i = 0; i < count; i++)
        {
            var (a, b) = factors(i);
            parts[i % parts.Length] = T.FusedMultiplyAdd(a, b, parts[i % parts.Length]);
        }

        for (var half = parts.Length / 2; half > 0; half /= 2)
        {
            for (var i = 0; i < half; i++)
            {
                parts[i] += parts[i + half];
            }
        }

        return parts[0];
    }
}
