using System.Numerics;
using Xunit;

namespace FunctionalMlp.Tests.Kernels;

/// <summary>A network's pass is its layers' public steps one after another, to the bit, whichever way the work is laid out and shared.</summary>
public sealed class DenseLayerTests
{
    public static TheoryData<int[], int> Shapes =>
        new()
        {
            // Narrow and wide inputs, more units than samples and the other way round, weights beyond the caches, no hidden layer.
            { [4, 10, 3], 150 },
            { [4, 10, 3], 5 },
            { [16, 33, 17, 5], 40 },
            { [17, 5, 40, 2], 33 },
            { [300, 200, 100, 10], 64 },
            { [40, 20, 10], 2000 },
            { [600, 700, 3], 50 },
            { [1, 1, 2], 1 },
            { [30, 4], 70 },
            // Rows a multiple of 4 KB apart.
            { [1024, 1024, 3], 70 },
        };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Value_and_gradient_are_those_of_the_steps(int[] widths, int samples)
    {
        Check<float>();
        Check<double>();

        void Check<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var network = Samples.Network(widths);
            var objective = Objective.SoftmaxCrossEntropy(network).With(Penalty.SquaredNorm(0.125));
            var batch = Samples.Batch<T>(samples, widths[0], widths[^1], 1);
            var θ = Samples.Parameters<T>(network, 2);
            var expected = ComposedGradient.Of(θ, batch, T.CreateChecked(0.125), Fault.None);
            Assert.Equal(expected, objective.Gradient(θ, batch));
            var a = batch.Inputs;
            for (var layer = 0; layer < θ.LayerCount; layer++)
            {
                var z = AffineMap.Apply(θ[layer].Weights, θ[layer].Biases, a);
                a = layer < θ.LayerCount - 1 ? Activation.ReLU.Apply(z) : z;
            }

            Assert.Equal(a, network.Apply(θ, batch.Inputs));
        }
    }

    [Fact]
    public void What_lies_behind_the_last_sample_does_not_matter()
    {
        // The same thread's memory holds what a larger batch left, of which nothing is finite.
        var network = Samples.Network(6, 9, 7, 3);
        var objective = Objective.SoftmaxCrossEntropy(network);
        var θ = Samples.Parameters<double>(network, 1);
        var batch = Samples.Batch<double>(5, 6, 3, 2);
        var expected = objective.Gradient(θ, batch);
        var huge = 1e300 * θ;
        Assert.True(double.IsNaN(objective.Gradient(huge, Samples.Batch<double>(40, 6, 3, 3)).Norm()));
        Assert.Equal(expected, objective.Gradient(θ, batch));
    }
}
