using System.Collections.Immutable;
using System.Numerics;
using FunctionalMlp.Kernels;
using FunctionalMlp.Training.Transformations;

namespace FunctionalMlp.Training;

/// <summary>
/// A pure function (state, u, θ) → (state, u) on the way from the gradient to the step: what optimisers are composed of
/// with <see cref="Optimizer.Descent"/>. The first one is given the gradient.
/// </summary>
public abstract class GradientTransformation
{
    private protected GradientTransformation() { }

    /// <summary>Cuts each parameter of u off at a limit on either side, equation (E28).</summary>
    /// <param name="limit">Positive and finite.</param>
    /// <exception cref="InvalidInputException">The limit is not a positive finite number.</exception>
    public static GradientTransformation ClipByValue(double limit) =>
        new ClipByValue(InvalidInputException.RequirePositive(nameof(limit), limit));

    /// <summary>
    /// Shortens u to a limit where its Euclidean norm over all parameters exceeds it, equation (E29). Pascanu, Mikolov and Bengio, "On the
    /// difficulty of training recurrent neural networks", ICML 2013, algorithm 1. (PyTorch adds a millionth to the norm first.)
    /// </summary>
    /// <param name="limit">Positive and finite.</param>
    /// <exception cref="InvalidInputException">The limit is not a positive finite number.</exception>
    public static GradientTransformation ClipByGlobalNorm(double limit) =>
        new ClipByGlobalNorm(InvalidInputException.RequirePositive(nameof(limit), limit));

    /// <summary>
    /// Adds λ times the parameters to u. Before the other transformations it is the gradient of a penalty, equation (E25); after them it is
    /// decoupled weight decay, equation (E26): Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR 2019.
    /// </summary>
    /// <param name="lambda">λ, 0 or above.</param>
    /// <param name="mask">The parameters that decay.</param>
    /// <exception cref="InvalidInputException">λ is negative, infinite or NaN.</exception>
    public static GradientTransformation WeightDecay(double lambda, ParameterMask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        return new WeightDecay(InvalidInputException.RequireNonNegative(nameof(lambda), lambda), mask);
    }

    /// <summary>Momentum: the update v remembers the ones before, equation (E19). Polyak, "Some methods of speeding up the convergence of iteration methods", 1964.</summary>
    /// <param name="momentum">μ, at least 0 and below 1.</param>
    /// <exception cref="InvalidInputException">μ is out of range.</exception>
    public static GradientTransformation Momentum(double momentum = 0.9) =>
        new Momentum(RequireDecay(nameof(momentum), momentum), isNesterov: false);

    /// <summary>
    /// Nesterov's momentum, equation (E20). Sutskever, Martens, Dahl and Hinton, "On the importance of initialization and momentum
    /// in deep learning", ICML 2013, in the form of Bengio, Boulanger-Lewandowski and Pascanu, ICASSP 2013, equation (7): θ is where the gradient is taken.
    /// </summary>
    /// <param name="momentum">μ, at least 0 and below 1.</param>
    /// <exception cref="InvalidInputException">μ is out of range.</exception>
    public static GradientTransformation Nesterov(double momentum = 0.9) =>
        new Momentum(RequireDecay(nameof(momentum), momentum), isNesterov: true);

    /// <summary>AdaGrad: divides by the root of the sum of squares, equation (E21). Duchi, Hazan and Singer, "Adaptive subgradient methods", JMLR 12 (2011).</summary>
    /// <param name="epsilon">ε, positive and finite.</param>
    /// <exception cref="InvalidInputException">ε is not a positive finite number.</exception>
    public static GradientTransformation AdaGrad(double epsilon = 1e-10) =>
        new AdaGrad(InvalidInputException.RequirePositive(nameof(epsilon), epsilon));

    /// <summary>RMSProp: divides by the root of a decaying mean of squares, equation (E22). Tieleman and Hinton, Coursera lecture 6.5, 2012.</summary>
    /// <param name="decay">ρ, at least 0 and below 1.</param>
    /// <param name="epsilon">ε, positive and finite; outside the root, as in PyTorch.</param>
    /// <exception cref="InvalidInputException">An argument is out of range.</exception>
    public static GradientTransformation RmsProp(double decay = 0.99, double epsilon = 1e-8) =>
        new RmsProp(
            RequireDecay(nameof(decay), decay),
            InvalidInputException.RequirePositive(nameof(epsilon), epsilon)
        );

    /// <summary>
    /// Adam: a decaying mean of the gradients over the root of one of their squares, both corrected for their start at zero, equation (E23).
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
    /// Lion: the sign of a mean of the gradients, equation (E27) without its decay. Chen et al., "Symbolic discovery of
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

    /// <summary>
    /// Whether it can take the step itself, in the same pass, where the learning rate follows and nothing else. Then it goes through <see cref="UpdateRule"/>,
    /// which takes rows too, and needs neither a norm nor scratch memory.
    /// </summary>
    internal virtual bool CanTakeStep => false;

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
    /// <summary>The root of the corrected moment, equation (E23): algorithm 1 of the paper; PyTorch.</summary>
    AfterCorrection,

    /// <summary>The root of the moment as it is, equation (E24), the corrections being factors of the learning rate: the remark in section 2 of the paper; scikit-learn.</summary>
    BeforeCorrection,
}
