using FunctionalMlp.Training;
using Xunit;

namespace FunctionalMlp.Tests.Training;

public sealed class MetricsTests
{
    [Fact]
    public void Accuracy_is_the_share_of_labels_met()
    {
        var network = Network.Input(2).Dense(2);
        var identity = Parameters.FromLayers([
            new LayerParameters<double>(Matrix.Identity<double>(2), Vector.Zeros<double>(2)),
        ]);
        var samples = Batch.Labelled(
            Matrix.FromRows<double>([
                [1, 0],
                [0, 1],
                [1, 0],
                [1, 0],
            ]),
            [0, 1, 1, 0]
        );
        Assert.Equal(0.75, Metrics.Accuracy(network, identity, samples));
    }
}
