using System.Numerics;
using FunctionalMlp.Kernels;

namespace FunctionalMlp;

/// <summary>J̃, a network's loss J with a penalty R, as a function of its parameters; and its gradient, equations (16) to (20).</summary>
/// <example><code>Objective.SoftmaxCrossEntropy(network).With(Penalty.SquaredNorm(1e-3))</code></example>
public sealed class Objective
{
    private Objective(Network network, Loss loss, Penalty penalty, RandomNumbers? noise)
    {
        Noise = noise;
        Network = network;
        Loss = loss;
        Penalty = penalty;
    }

    /// <summary>The network whose parameters it takes.</summary>
    public Network Network { get; }

    /// <summary>J.</summary>
    public Loss Loss { get; }

    /// <summary>R.</summary>
    public Penalty Penalty { get; }

    /// <summary>What drops inputs and outputs, if anything does.</summary>
    internal RandomNumbers? Noise { get; }

    /// <summary>The mean softmax cross-entropy of the network's outputs, taken as logits; no penalty.</summary>
    /// <param name="network">With at least one layer.</param>
    /// <exception cref="InvalidInputException">The network has no layer, or drops out its outputs.</exception>
    public static Objective SoftmaxCrossEntropy(Network network) => Create(network, Loss.SoftmaxCrossEntropy);

    /// <summary>The mean of a loss of the network's outputs; no penalty.</summary>
    /// <param name="network">With at least one layer.</param>
    /// <param name="loss">J.</param>
    /// <exception cref="InvalidInputException">The network has no layer, or drops out its outputs.</exception>
    public static Objective Create(Network network, Loss loss)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(loss);
        InvalidInputException.RequireAtLeast("network.Layers", 1, network.Layers.Length);
        return network.Layers[^1].Dropout == 0
            ? new Objective(network, loss, Penalty.None, null)
            : throw new InvalidInputException(nameof(network), "a last layer without dropout", $"{network}");
    }

    /// <summary>The same objective with another penalty.</summary>
    /// <param name="penalty">R.</param>
    public Objective With(Penalty penalty)
    {
        ArgumentNullException.ThrowIfNull(penalty);
        return new Objective(Network, Loss, penalty, Noise);
    }

    /// <summary>
    /// The same objective for the network that dropout leaves: output i of layer l, sample after sample, is dropped or not by
    /// number i of <c>noise.Split(l)</c>, and input i by number i of <c>noise.Split(-1)</c>. The training loop minimises this one, with the noise of <see cref="Training.Trainer.Noise"/>.
    /// </summary>
    /// <param name="noise">The random numbers; the same ones drop the same outputs.</param>
    public Objective UnderDropout(RandomNumbers noise) => new(Network, Loss, Penalty, noise);

    /// <summary>J̃(θ), the mean over the batch plus the penalty.</summary>
    /// <param name="parameters">θ, of the network's shape.</param>
    /// <param name="batch">The samples.</param>
    /// <exception cref="InvalidInputException">The shapes do not conform, or the batch lacks what the loss needs.</exception>
    public T Value<T>(Parameters<T> parameters, Batch<T> batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require(parameters, batch);
        return Backpropagation.Value(
            this,
            parameters.Span,
            batch.Span,
            Workspace<T>.OfThread(Network, batch.Count),
            Noise
        );
    }

    /// <summary>∂J̃/∂θ, equations (17) to (20) for any number of layers.</summary>
    /// <param name="parameters">θ, of the network's shape.</param>
    /// <param name="batch">The samples.</param>
    /// <exception cref="InvalidInputException">The shapes do not conform, or the batch lacks what the loss needs.</exception>
    public Parameters<T> Gradient<T>(Parameters<T> parameters, Batch<T> batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ValueAndGradient(parameters, batch).Gradient;

    /// <summary>J̃(θ) and ∂J̃/∂θ in one pass.</summary>
    /// <param name="parameters">θ, of the network's shape.</param>
    /// <param name="batch">The samples.</param>
    /// <exception cref="InvalidInputException">The shapes do not conform, or the batch lacks what the loss needs.</exception>
    public (T Value, Parameters<T> Gradient) ValueAndGradient<T>(Parameters<T> parameters, Batch<T> batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require(parameters, batch);
        var gradient = GC.AllocateUninitializedArray<T>(parameters.Count);
        var workspace = Workspace<T>.OfThread(Network, batch.Count);
        var value = Backpropagation.ValueAndGradient(this, parameters.Span, batch.Span, workspace, gradient, Noise);
        workspace.Release();
        return (value, new Parameters<T>(Network.Layout, gradient));
    }

    internal void Require<T>(Parameters<T> parameters, Batch<T> batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Network.RequireParameters(parameters);
        Require(batch);
    }

    internal void Require<T>(Batch<T> batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(batch);
        InvalidInputException.RequireShape(
            "batch.Inputs",
            batch.Count,
            Network.InputWidth,
            batch.Inputs.Rows,
            batch.Inputs.Columns
        );
        InvalidInputException.RequireSize("batch.Count", Features<T>.Stride(batch.Count), Network.Widest);
        Loss.Require(batch, Network.OutputWidth);
    }
}
