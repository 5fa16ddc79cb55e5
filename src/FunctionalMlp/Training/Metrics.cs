using System.Numerics;

namespace FunctionalMlp.Training;

/// <summary>How good predictions are.</summary>
public static class Metrics
{
    /// <summary>The share of samples whose most probable class is their label, 0 … 1: equation (E65).</summary>
    /// <param name="network">Its outputs are logits or probabilities.</param>
    /// <param name="parameters">θ, of the network's shape.</param>
    /// <param name="samples">With labels.</param>
    /// <exception cref="InvalidInputException">The shapes do not conform, or there are no labels.</exception>
    public static double Accuracy<T>(Network network, Parameters<T> parameters, Batch<T> samples)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(samples);
        Loss.SoftmaxCrossEntropy.Require(samples, network.OutputWidth);
        var predicted = network.Classify(parameters, samples.Inputs);
        return (double)predicted.Zip(samples.Labels).Count(pair => pair.First == pair.Second) / samples.Count;
    }
}
