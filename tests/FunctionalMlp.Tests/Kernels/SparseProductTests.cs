using System.Numerics;
using System.Runtime.Intrinsics;
using FunctionalMlp.Kernels;
using Xunit;

namespace FunctionalMlp.Tests.Kernels;

/// <summary>
/// Products of inputs that have many zeros, forward and to the weights' gradients: the bits, and the signs of zeros, are those of the chain of all steps, though those
/// at which the inputs are zero are left out.
/// </summary>
public sealed unsafe class SparseProductTests
{
    // Enough for leaving steps out to pay.
    private const int Units = 128;
    private const int Samples = 128;

    public static TheoryData<int> Widths => [128, 256, 512];

    [Theory]
    [MemberData(nameof(Widths))]
    public void All_remainders_of_the_tiles_and_windows(int width)
    {
        foreach (var units in (int[])[1, 5, 15, 16, 17, 40, 97, 200])
        {
            foreach (var inputs in (int[])[16, 17, 19, 36, 61, 131])
            {
                foreach (var samples in (int[])[1, 2, 3, 4, 5, 18, 33])
                {
                    Check<float>(units, inputs, samples, width, 0.9);
                    Check<double>(units, inputs, samples, width, 0.9);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Any_share_of_zeros(int width)
    {
        foreach (var zeros in (double[])[0.8, 0.97, 1])
        {
            Check<float>(100, 300, 270, width, zeros);
            Check<double>(50, 150, 140, width, zeros);
        }
    }

    [Fact]
    public void More_rows_than_are_copied_at_once()
    {
        Check<float>(130, 45_000, 17, 512, 0.97);
        Check<double>(70, 45_000, 17, 256, 0.97);
    }

    // What is left out would have made −0 of the bias, or of a product that underflows, +0.
    [Theory]
    [MemberData(nameof(Widths))]
    public void The_sign_of_a_zero_is_that_of_the_whole_chain(int width)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            double Tiny() => random.NextDouble() < 0.9 ? 0 : (random.NextDouble() - 0.5) * 1e-30;
            Check<float>(40, 40, 40, width, seed, Tiny, Tiny, () => random.Next(2) == 0 ? -0.0 : 0);
            double Tinier() => random.NextDouble() < 0.9 ? 0 : (random.NextDouble() - 0.5) * 1e-200;
            Check<double>(40, 40, 40, width, seed, Tinier, Tinier, () => random.Next(2) == 0 ? -0.0 : 0);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Inputs_that_are_not_finite_are_no_zeros(int width)
    {
        var random = new Random(1);
        double Input() =>
            random.Next(200) switch
            {
                0 => double.NaN,
                1 => double.NegativeInfinity,
                < 180 => 0,
                _ => random.NextDouble(),
            };
        Check<float>(40, 70, 50, width, 2, Input, random.NextDouble, random.NextDouble);
        Check<double>(40, 70, 50, width, 2, Input, random.NextDouble, random.NextDouble);
    }

    [Fact]
    public void Weights_that_are_not_finite_are_multiplied_by_zeros()
    {
        foreach (var value in (float[])[float.NaN, float.PositiveInfinity, float.NegativeInfinity])
        {
            foreach (var at in (int[])[0, Units * 150, (Units * 150) - 7])
            {
                var memory = new Guarded<float>((Units * 151) + 4, 1, i => i == at ? value : 1);
                var inputs = new float[151 * Samples];
                var result = new float[Units * Samples];
                fixed (
                    float* a = memory.Span,
                        b = inputs,
                        c = result
                )
                {
                    var product = InputProducts.Forward(Units, 151, Samples, a, b, null, c, Samples);
                    Assert.True(SparseProduct<float, Vector512<float>, Simd512<float>>.Suits(product, 1));
                    ParallelProduct.Run(product, 1, 512);
                }

                var unit = at / 151;
                Assert.All(result[(unit * Samples)..((unit + 1) * Samples)], sum => Assert.True(float.IsNaN(sum)));
                Assert.Equal((Units - 1) * Samples, result.Count(sum => sum == 0));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Where_too_few_steps_can_be_left_out_nothing_is_done(int width)
    {
        var random = new Random(1);
        var (weights, inputs) = (new float[64 * 100], new float[100 * 40]);
        var result = new float[64 * 40];
        for (var i = 0; i < inputs.Length; i++)
        {
            inputs[i] = random.Next(2);
        }

        fixed (
            float* a = weights,
                b = inputs,
                c = result
        )
        {
            Array.Fill(result, float.NaN);
            Assert.False(TryRun(InputProducts.Forward(64, 100, 40, a, b, null, c, 40), width));
        }

        Assert.All(result, sum => Assert.True(float.IsNaN(sum)));
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        foreach (var threads in (int[])[1, 2, 3, 16])
        {
            Check<float>(300, 200, 150, 0, 0.9, threads);
            Check<double>(300, 200, 150, 0, 0.9, threads);
            Check<float>(600, 300, 150, 0, 0.9, threads);
        }
    }

    private static void Check<T>(int units, int inputs, int samples, int width, double zeros, int threads = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new Random(units + inputs + samples);
        double Number() => random.NextDouble() - 0.5;
        double Input() =>
            random.NextDouble() >= zeros ? Number()
            : random.Next(2) == 0 ? 0
            : -0.0;
        Check<T>(units, inputs, samples, width, units, Input, Number, Number, threads);
    }

    /// <summary>Both products; by the kernel itself, or with so many threads.</summary>
    private static void Check<T>(
        int units,
        int inputs,
        int samples,
        int width,
        int seed,
        Func<double> input,
        Func<double> weight,
        Func<double> bias,
        int threads = 0
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T Number(Func<double> value) => T.CreateChecked(value());
        var x = new Guarded<T>(samples * inputs, seed % 5, _ => Number(input));
        var weights = new Guarded<T>(units * inputs, seed % 3, _ => Number(weight));
        var biases = new Guarded<T>(units, seed % 4, _ => Number(bias));
        var cotangent = new FeatureMemory<T>(units, samples, (_, _) => Number(weight));
        var z = new FeatureMemory<T>(units, samples, (_, _) => T.NaN);
        var slopes = new Guarded<T>(units * inputs, seed % 3, _ => T.NaN);
        fixed (
            T* b = x.Span,
                a = weights.Span,
                start = biases.Span,
                c = slopes.Span
        )
        {
            var (from, to) = (cotangent.Of(units, samples), z.Of(units, samples));
            var forward = InputProducts.Forward(units, inputs, samples, a, b, start, to.First, to.FeatureStride);
            Run(forward, width, threads);
            AssertForward();

            // The same from inputs that lie feature by feature, as a layer leaves them.
            var features = new FeatureMemory<T>(inputs, samples, (sample, k) => x.Span[(sample * inputs) + k]);
            var columns = features.Of(inputs, samples);
            forward.B = columns.First;
            (forward.BStep, forward.BColumnStride, forward.TurnsColumns) = (columns.FeatureStride, 1, true);
            z.Of(units, samples).CopyFrom([.. Enumerable.Repeat(T.NaN, units * samples)]);
            Run(forward, width, threads);
            AssertForward();
            if (samples >= 16)
            {
                Run(InputProducts.Backward(units, inputs, samples, from, b, c), width, threads);
            }
        }

        slopes.AssertGuardsUntouched();
        var cotangents = cotangent.Rows(units, samples);
        for (var unit = 0; unit < units; unit++)
        {
            for (var k = 0; k < inputs && samples >= 16; k++)
            {
                var sum = T.Zero;
                for (var sample = 0; sample < samples; sample++)
                {
                    sum = T.FusedMultiplyAdd(cotangents[(sample * units) + unit], x.Span[(sample * inputs) + k], sum);
                }

                AssertSameBits(sum, slopes.Span[(unit * inputs) + k]);
            }
        }

        void AssertForward()
        {
            z.AssertGuardsUntouched();
            var sums = z.Rows(units, samples);
            for (var unit = 0; unit < units; unit++)
            {
                for (var sample = 0; sample < samples; sample++)
                {
                    var sum = biases.Span[unit];
                    for (var k = 0; k < inputs; k++)
                    {
                        sum = T.FusedMultiplyAdd(weights.Span[(unit * inputs) + k], x.Span[(sample * inputs) + k], sum);
                    }

                    AssertSameBits(sum, sums[(sample * units) + unit]);
                }
            }
        }
    }

    private static void Run<T>(in Product<T> product, int width, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (threads > 0)
        {
            // With more threads each may have too few units.
            Assert.True(threads > 2 || SparseProduct<T, Vector512<T>, Simd512<T>>.Suits(product, threads));
            ParallelProduct.Run(product, threads, width);
            return;
        }

        Assert.True(TryRun(product, width));
    }

    private static bool TryRun<T>(in Product<T> product, int width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        width switch
        {
            512 => SparseProduct<T, Vector512<T>, Simd512<T>>.TryRun(product),
            256 => SparseProduct<T, Vector256<T>, Simd256<T>>.TryRun(product),
            _ => SparseProduct<T, Vector128<T>, Simd128<T>>.TryRun(product),
        };

    private static void AssertSameBits<T>(T expected, T actual)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Equality would not tell 0 from −0; which NaN it is depends on the order of the factors.
        Assert.Equal(expected, actual);
        Assert.True(T.IsNaN(expected) || T.IsNegative(expected) == T.IsNegative(actual), "the sign of a zero");
    }
}
