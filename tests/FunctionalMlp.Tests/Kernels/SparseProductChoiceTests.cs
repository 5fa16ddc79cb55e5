using System.Runtime.Intrinsics;
using FunctionalMlp.Kernels;
using Xunit;

namespace FunctionalMlp.Tests.Kernels;

/// <summary>When zeros are left out, and what follows the product then.</summary>
public sealed unsafe class SparseProductChoiceTests
{
    /// <summary>A thread's share of the units is to fill its vectors, and to be large enough for what looking for zeros costs.</summary>
    [Theory]
    [InlineData(256, 128, 1, 0.5, true)]
    [InlineData(256, 128, 2, 0.5, true)]
    [InlineData(256, 128, 2, 0.0, false)]
    [InlineData(100, 128, 1, 0.5, true)]
    [InlineData(100, 128, 2, 0.5, false)]
    [InlineData(64, 512, 2, 0.5, false)]
    [InlineData(256, 32, 1, 0.5, false)]
    [InlineData(8, 512, 1, 0.5, false)]
    public void It_pays_for_many_units_and_samples_with_zeros(
        int units,
        int samples,
        int threads,
        double zeros,
        bool expected
    )
    {
        const int inputs = 784;
        var random = new Random(1);
        var x = new float[samples * inputs];
        for (var i = 0; i < x.Length; i++)
        {
            // As in images, zeros come side by side.
            x[i] = i % 56 < 56 * zeros ? 0 : 1 + random.NextSingle();
        }

        fixed (float* b = x)
        {
            var product = InputProducts.Forward(units, inputs, samples, null, b, null, null, samples);
            Assert.Equal(expected, SparseProduct<float, Vector512<float>, Simd512<float>>.Suits(product, threads));
        }
    }

    /// <summary>What a layer leaves, feature by feature, is turned first, which more units have to pay for.</summary>
    [Theory]
    [InlineData(512, 1, true)]
    [InlineData(512, 4, true)]
    [InlineData(256, 4, false)]
    public void Features_are_turned_for_many_units(int units, int threads, bool expected)
    {
        const int inputs = 512;
        const int samples = 512;
        var features = new FeatureMemory<float>(inputs, samples, (_, feature) => feature % 2);
        var columns = features.Of(inputs, samples);
        var product = InputProducts.Forward(units, inputs, samples, null, columns.First, null, null, samples);
        (product.BStep, product.BColumnStride, product.TurnsColumns) = (columns.FeatureStride, 1, true);
        Assert.Equal(expected, SparseProduct<float, Vector512<float>, Simd512<float>>.Suits(product, threads));
    }

    // A product that leaves steps out does not rectify in passing: who comes next has to.
    [Fact]
    public void Each_sum_is_rectified_once()
    {
        const int units = 128;
        const int inputs = 200;
        const int samples = 128;
        var random = new Random(1);
        float[] weights = [.. Enumerable.Range(0, units * inputs).Select(_ => random.NextSingle() - 0.5f)];
        float[] x = [.. Enumerable.Range(0, samples * inputs).Select(_ => Math.Max(0, random.NextSingle() - 0.9f))];
        var z = new FeatureMemory<float>(units, samples, (_, _) => float.NaN);
        var count = 0;
        fixed (
            float* a = weights,
                b = x
        )
        {
            var to = z.Of(units, samples);
            var product = InputProducts.Forward(units, inputs, samples, a, b, null, to.First, to.FeatureStride);
            (product.IsPadded, product.Ending) = (true, ProductEnding.Rectified);
            Assert.True(SparseProduct<float, Vector512<float>, Simd512<float>>.Suits(product, 1));
            ParallelProduct.Run(product, 1, 512, &Count, &count);
        }

        Assert.Equal(units * samples, count);
        Assert.True(z.Rows(units, samples).Min() < 0);

        static void Count(void* state, int row, int rows, int column, int columns) => *(int*)state += rows * columns;
    }
}
