using System.Numerics;

namespace FunctionalMlp.Training;

/// <summary>What the metric of a training is taken of.</summary>
/// <param name="Samples">With the inputs that the network takes, and the targets that the predictions are held against.</param>
/// <param name="Predict">Makes predictions of the network's outputs.</param>
internal sealed record Measurement<T>(Batch<T> Samples, Func<Matrix<T>, Matrix<T>> Predict)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The outputs themselves.</summary>
    internal static Measurement<T> OfOutputs(Batch<T> samples) => new(samples, outputs => outputs);
}
