using System.Collections.Immutable;
using System.Numerics;
using FunctionalMlp.Kernels;
using FunctionalMlp.Training.Transformations;

namespace FunctionalMlp.Training;

/// <summary>
/// A pure function (state, u, θ) → (state, u) on the way from the gradient to the step: what optimisers are composed of
/// with <see cref="Optimizer.Descent"/>. The first one is given u = ∂J̃/∂θ.
/// </summary>
public abstract class GradientTransformation
{
    private protected GradientTransformation() { }

    /// <summary>u ← min(max(u, −limit), limit), for each parameter by itself.</summary>
    /// <param name="limit">Positive and finite.</param>
    /// <exception cref="InvalidInputException">The limit is not a positive finite number.</exception>
    public static GradientTransformation ClipByValue(double limit) =>
        new ClipByValue(InvalidInputException.RequirePositive(nameof(limit), limit));

    /// <summary>
    /// u ← u·limit/‖u‖ where ‖u‖, the Euclidean norm over all parameters, exceeds the limit. Pascanu, Mikolov and Bengio, "On the
    /// difficulty of training recurrent neural networks", ICML 2013, algorithm 1. (PyTorch divides by ‖u‖ + 10⁻⁶ instead.)
    /// </summary>
    /// <param name="limit">Positive and finite.</param>
    /// <exception cref="InvalidInputException">The limit is not a positive finite number.</exception>
    public static GradientTransformation ClipByGlobalNorm(double limit) =>
        new ClipByGlobalNorm(InvalidInputException.RequirePositive(nameof(limit), limit));

    /// <summary>
    /// u ← u + λθ. Before the other transformations it is the gradient of the penalty ½λ‖θ‖²; after them it is decoupled weight
    /// decay: Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR 2019.
    /// </summary>
    /// <param name="lambda">λ, 0 or above.</param>
    /// <param name="mask">The parameters that decay.</param>
    /// <exception cref="InvalidInputException">λ is negative, infinite or NaN.</exception>
    public static GradientTransformation WeightDecay(double lambda, ParameterMask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        return new WeightDecay(InvalidInputException.RequireNonNegative(nameof(lambda), lambda), mask);
    }

    /// <summary>v ← μ·v + u, u ← v, from v = 0. Polyak, "Some methods of speeding up the convergence of iteration methods", 1964.</summary>
    /// <param name="momentum">μ, at least 0 and below 1.</param>
    /// <exception cref="InvalidInputException">μ is out of range.</exception>
    public static GradientTransformation Momentum(double momentum = 0.9) =>
        new Momentum(RequireDecay(nameof(momentum), momentum), isNesterov: false);

    /// <summary>
    /// v ← μ·v + u, u ← u + μ·v, from v = 0. Sutskever, Martens, Dahl and Hinton, "On the importance of initialization and momentum
    /// in deep learning", ICML 2013, in the form of Bengio, Boulanger-Lewandowski and Pascanu, ICASSP 2013, equation (7): θ is where the gradient is taken.
    /// </summary>
    /// <param name="momentum">μ, at least 0 and below 1.</param>
    /// <exception cref="InvalidInputException">μ is out of range.</exception>
    public static GradientTransformation Nesterov(double momentum = 0.9) =>
        new Momentum(RequireDecay(nameof(momentum), momentum), isNesterov: true);

    /// <summary>s ← s + u², u ← u/(√s + ε), from s = 0. Duchi, Hazan and Singer, "Adaptive subgradient methods", JMLR 12 (2011).</summary>
    /// <param name="epsilon">ε, positive and finite.</param>
    /// <exception cref="InvalidInputException">ε is not a positive finite number.</exception>
    public static GradientTransformation AdaGrad(double epsilon = 1e-10) =>
        new AdaGrad(InvalidInputException.RequirePositive(nameof(epsilon), epsilon));

    /// <summary>s ← ρ·s + (1 − ρ)·u², u ← u/(√s + ε), from s = 0. Tieleman and Hinton, Coursera lecture 6.5, 2012.</summary>
    /// <param name="decay">ρ, at least 0 and below 1.</param>
    /// <param name="epsilon">ε, positive and finite; outside the root, as in PyTorch.</param>
    /// <exception cref="InvalidInputException">An argument is out of range.</exception>
    public static GradientTransformation RmsProp(double decay = 0.99, double epsilon = 1e-8) =>
        new RmsProp(
            RequireDecay(nameof(decay), decay),
            InvalidInputException.RequirePositive(nameof(epsilon), epsilon)
        );

    /// <summary>
    /// m ← β₁·m + (1 − β₁)·u, v ← β₂·v + (1 − β₂)·u², u ← m̂/(√v̂ + ε) with m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ) at step t = 1, 2, …
    /// Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015, algorithm 1.
    /// </summary>
    /// <param name="beta1">β₁, at least 0 and below 1.</param>
    /// <param name="beta2">β₂, at least 0 and below 1.</param>
    /// <param name="epsilon">ε, positive and finite.</param>
    /// <param name="epsilonConvention">What ε is added to.</param>
    /// <exception cref="InvalidInputException">An argument is out of range.</exception>
    public static GradientTransformation Adam(
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-8,
        AdamEpsilon epsilonConvention = AdamEpsilon.AfterCorrection
    ) =>
        new Adam(
            RequireDecay(nameof(beta1), beta1),
            RequireDecay(nameof(beta2), beta2),
            InvalidInputException.RequirePositive(nameof(epsilon), epsilon),
            epsilonConvention
        );

    /// <summary>
    /// u ← sign(β₁·m + (1 − β₁)·u) with the new u, then m ← β₂·m + (1 − β₂)·(the old u), from m = 0. Chen et al., "Symbolic discovery of
    /// optimization algorithms", NeurIPS 2023, algorithm 2.
    /// </summary>
    /// <param name="beta1">β₁, at least 0 and below 1.</param>
    /// <param name="beta2">β₂, at least 0 and below 1.</param>
    /// <exception cref="InvalidInputException">An argument is out of range.</exception>
    public static GradientTransformation Lion(double beta1 = 0.9, double beta2 = 0.99) =>
        new Lion(RequireDecay(nameof(beta1), beta1), RequireDecay(nameof(beta2), beta2));

    /// <summary>The formula in short.</summary>
    public abstract override string ToString();

    /// <summary>What it remembers for each parameter.</summary>
    internal virtual ImmutableArray<string> Slots => [];

    /// <summary>What else it remembers, with its initial values.</summary>
    internal virtual ImmutableArray<OptimizerNumber> Numbers => [];

    /// <summary>Whether it needs the norm of the whole update, and so a pass of its own.</summary>
    internal virtual bool NeedsNorm => false;

    /// <summary>Fills the slots, which are zero before.</summary>
    internal virtual void Initialize<T>(ReadOnlySpan<T> parameters, ReadOnlySpan<T[]> slots)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> { }

    /// <summary>Its factor of the learning rate.</summary>
    internal virtual double RateFactor(long step, ReadOnlySpan<double> numbers) => 1;

    /// <summary>Takes notice of the loss of an epoch.</summary>
    internal virtual void Observe(double loss, Span<double> numbers) { }

    /// <summary>Transforms a block; every element by itself, so that the blocks may run in any order.</summary>
    internal abstract void Apply<T>(in UpdateBlock<T> block)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    internal static double RequireDecay(string argument, double actual) =>
        actual is >= 0 and < 1
            ? actual
            : throw new InvalidInputException(
                argument,
                "a number at least 0 and below 1",
                actual.ToString(System.Globalization.CultureInfo.InvariantCulture)
            );
}

/// <summary>What Adam's ε is added to.</summary>
public enum AdamEpsilon
{
    /// <summary>√v̂ + ε: algorithm 1 of the paper; PyTorch.</summary>
    AfterCorrection,

    /// <summary>√v + ε, the corrections being factors of the learning rate: the remark in section 2 of the paper; scikit-learn.</summary>
    BeforeCorrection,
}
