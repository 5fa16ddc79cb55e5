using Xunit;

namespace FunctionalMlp.Tests;

[Collection(nameof(Allocations))]
public sealed class PredictorTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 10, 3)]
    [InlineData(7, 300, 129, 10)]
    [InlineData(600, 64, 33)]
    public void Has_the_bits_of_the_batch_prediction(params int[] widths)
    {
        Check<float>();
        Check<double>();

        void Check<T>()
            where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        {
            var network = Samples.Network(widths);
            var parameters = Samples.Parameters<T>(network, 1);
            var inputs = Samples.Matrix<T>(1000, widths[0], 2);
            var expected = network.Apply(parameters, inputs);
            var predictor = new Predictor<T>(network, parameters);
            var output = new T[widths[^1]];
            for (var i = 0; i < inputs.Rows; i++)
            {
                Assert.True(expected.Row(i).SequenceEqual(predictor.Predict(inputs.Row(i), output)), $"row {i}");
            }
        }
    }

    [Fact]
    public void Allocates_nothing()
    {
        var predictor = Create(out var inputs);
        var output = new float[10];
        Allocations.None(1000, i => predictor.Predict(inputs.Row(i % inputs.Rows), output));
    }

    [Fact]
    public void Many_threads_share_one()
    {
        var predictor = Create(out var inputs);
        var expected = predictor.Network.Apply(Samples.Parameters<float>(predictor.Network, 3), inputs);
        Parallel.For(
            0,
            4000,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            i =>
            {
                var row = i % inputs.Rows;
                var output = new float[10];
                predictor.Predict(inputs.Row(row), output);
                Assert.True(expected.Row(row).SequenceEqual(output));
                if (i % 50 == 0)
                {
                    Assert.Equal(
                        expected,
                        predictor.Network.Apply(Samples.Parameters<float>(predictor.Network, 3), inputs)
                    );
                }
            }
        );
    }

    [Fact]
    public void Wrong_lengths_are_refused()
    {
        var predictor = Create(out _);
        Assert.Throws<InvalidInputException>(() => predictor.Predict(new float[19], new float[10])[0]);
        Assert.Throws<InvalidInputException>(() => predictor.Predict(new float[20], new float[11])[0]);
        Assert.Throws<InvalidInputException>(() =>
            new Predictor<float>(Network.Input(3).Dense(2), Samples.Parameters<float>(predictor.Network, 1))
        );
    }

    private static Predictor<float> Create(out Matrix<float> inputs)
    {
        var network = Samples.Network(20, 150, 10);
        inputs = Samples.Matrix<float>(700, 20, 4);
        return new Predictor<float>(network, Samples.Parameters<float>(network, 3));
    }
}
