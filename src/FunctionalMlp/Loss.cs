using System.Numerics;
using FunctionalMlp.Kernels;
using FunctionalMlp.Losses;

namespace FunctionalMlp;

/// <summary>
/// J, the mean over the samples of what one prediction costs, as a function of the network's outputs. Samples of a batch with weights
/// count by them, as in equations (E7) to (E10).
/// </summary>
public abstract class Loss
{
    private protected Loss() { }

    /// <summary>Softmax cross-entropy on logits against class labels; equations (14) to (16).</summary>
    public static SoftmaxCrossEntropy SoftmaxCrossEntropy { get; } = new();

    /// <summary>
    /// Binary cross-entropy on logits, for any number of independent labels: the mean over samples and outputs of equation (E51), with
    /// targets 0 ≤ t ≤ 1, in a form that no logit overflows.
    /// </summary>
    public static TargetLoss BinaryCrossEntropy { get; } = new BinaryCrossEntropy();

    /// <summary>The mean over samples and outputs of the squared error, equation (E50).</summary>
    public static TargetLoss SquaredError { get; } = new SquaredError();

    /// <summary>
    /// The mean over samples and outputs of equation (E52), where the output z is the logarithm of a rate and the target t ≥ 0 a count: the
    /// negative log-likelihood of Poisson's distribution, without its constant log t!.
    /// </summary>
    public static TargetLoss Poisson { get; } = new Poisson();

    /// <summary>
    /// The mean over samples and outputs of half the squared error up to δ and of its tangent beyond, equation (E53). Huber, "Robust estimation of a location
    /// parameter", Annals of Mathematical Statistics 35 (1964).
    /// </summary>
    /// <param name="delta">δ, positive and finite.</param>
    /// <exception cref="InvalidInputException">δ is not a positive finite number.</exception>
    public static TargetLoss Huber(double delta = 1) =>
        new Huber(InvalidInputException.RequirePositive(nameof(delta), delta));

    /// <summary>The name under which it is saved and printed.</summary>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Raises <see cref="InvalidInputException"/> if the batch has no targets that fit this loss and so many outputs.</summary>
    internal abstract void Require<T>(Batch<T> batch, int outputWidth)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>One over the sum of the weights by which the samples count; 0 if that sum is.</summary>
    internal virtual T Scale<T>(in BatchSpan<T> batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => SampleWeights.Scale(batch);

    /// <summary>J of outputs that lie feature by feature.</summary>
    internal abstract T Value<T>(Features<T> outputs, in BatchSpan<T> batch, Workspace<T> workspace)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>J, and its gradient with respect to the outputs; both may lie in the same memory.</summary>
    internal abstract T ValueAndGradient<T>(
        Features<T> outputs,
        in BatchSpan<T> batch,
        Workspace<T> workspace,
        Features<T> gradient
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
