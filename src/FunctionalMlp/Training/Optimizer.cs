using System.Collections.Immutable;
using System.Numerics;
using FunctionalMlp.Kernels;
using FunctionalMlp.Training.Transformations;

namespace FunctionalMlp.Training;

/// <summary>
/// A pure function (state, gradient, parameters) → (state, parameters): gradient descent, equation (E18), by the gradient after a chain of
/// <see cref="GradientTransformation"/>s.
/// </summary>
/// <example><code>Optimizer.AdamW(1e-3).After(GradientTransformation.ClipByGlobalNorm(1))</code></example>
public sealed class Optimizer
{
    private Optimizer(ImmutableArray<GradientTransformation> chain) => Chain = chain;

    /// <summary>All transformations in order; the last ones turn u into the step.</summary>
    internal ImmutableArray<GradientTransformation> Chain { get; }

    /// <summary>Descent by u, the gradient after the given transformations, from the first to the last.</summary>
    /// <param name="learningRate">η, a number or a schedule.</param>
    /// <param name="transformations">None gives plain gradient descent.</param>
    public static Optimizer Descent(Schedule learningRate, params GradientTransformation[] transformations)
    {
        ArgumentNullException.ThrowIfNull(learningRate);
        ArgumentNullException.ThrowIfNull(transformations);
        return new Optimizer([.. transformations, new LearningRate(learningRate)]);
    }

    /// <summary>Gradient descent, equation (E18). Robbins and Monro, "A stochastic approximation method", 1951.</summary>
    /// <param name="learningRate">η, a number or a schedule.</param>
    public static Optimizer Sgd(Schedule learningRate) => Descent(learningRate);

    /// <summary>Gradient descent with <see cref="GradientTransformation.Momentum"/>, equation (E19), as in PyTorch.</summary>
    /// <param name="learningRate">η, a number or a schedule.</param>
    /// <param name="momentum">μ, at least 0 and below 1.</param>
    /// <exception cref="InvalidInputException">μ is out of range.</exception>
    public static Optimizer Momentum(Schedule learningRate, double momentum = 0.9) =>
        Descent(learningRate, GradientTransformation.Momentum(momentum));

    /// <summary>Gradient descent with <see cref="GradientTransformation.Nesterov"/>'s momentum, equation (E20), as in PyTorch.</summary>
    /// <param name="learningRate">η, a number or a schedule.</param>
    /// <param name="momentum">μ, at least 0 and below 1.</param>
    /// <exception cref="InvalidInputException">μ is out of range.</exception>
    public static Optimizer Nesterov(Schedule learningRate, double momentum = 0.9) =>
        Descent(learningRate, GradientTransformation.Nesterov(momentum));

    /// <summary><see cref="GradientTransformation.AdaGrad"/>, equation (E21).</summary>
    /// <param name="learningRate">η, a number or a schedule.</param>
    /// <param name="epsilon">ε, positive and finite.</param>
    /// <exception cref="InvalidInputException">ε is not a positive finite number.</exception>
    public static Optimizer AdaGrad(Schedule learningRate, double epsilon = 1e-10) =>
        Descent(learningRate, GradientTransformation.AdaGrad(epsilon));

    /// <summary><see cref="GradientTransformation.RmsProp"/>, equation (E22).</summary>
    /// <param name="learningRate">η, a number or a schedule.</param>
    /// <param name="decay">ρ, at least 0 and below 1.</param>
    /// <param name="epsilon">ε, positive and finite.</param>
    /// <exception cref="InvalidInputException">An argument is out of range.</exception>
    public static Optimizer RmsProp(Schedule learningRate, double decay = 0.99, double epsilon = 1e-8) =>
        Descent(learningRate, GradientTransformation.RmsProp(decay, epsilon));

    /// <summary><see cref="GradientTransformation.Adam"/>, equation (E23).</summary>
    /// <param name="learningRate">η, a number or a schedule.</param>
    /// <param name="beta1">β₁, at least 0 and below 1.</param>
    /// <param name="beta2">β₂, at least 0 and below 1.</param>
    /// <param name="epsilon">ε, positive and finite.</param>
    /// <exception cref="InvalidInputException">An argument is out of range.</exception>
    public static Optimizer Adam(
        Schedule learningRate,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-8
    ) => Descent(learningRate, GradientTransformation.Adam(beta1, beta2, epsilon));

    /// <summary>Adam with decoupled weight decay of the weights, not of the biases: equation (E26).</summary>
    /// <param name="learningRate">η, a number or a schedule.</param>
    /// <param name="weightDecay">λ, 0 or above.</param>
    /// <remarks>For other masks and constants: <see cref="Descent"/> with Adam, then <see cref="GradientTransformation.WeightDecay"/>.</remarks>
    /// <exception cref="InvalidInputException">λ is out of range.</exception>
    public static Optimizer AdamW(Schedule learningRate, double weightDecay = 0.01) =>
        Descent(
            learningRate,
            GradientTransformation.Adam(),
            GradientTransformation.WeightDecay(weightDecay, ParameterMask.Weights)
        );

    /// <summary><see cref="GradientTransformation.Lion"/> with decoupled weight decay of the weights: equation (E27).</summary>
    /// <param name="learningRate">η, a number or a schedule; the paper advises a third to a tenth of Adam's.</param>
    /// <param name="weightDecay">λ, 0 or above.</param>
    /// <exception cref="InvalidInputException">λ is out of range.</exception>
    public static Optimizer Lion(Schedule learningRate, double weightDecay = 0) =>
        Descent(
            learningRate,
            GradientTransformation.Lion(),
            GradientTransformation.WeightDecay(weightDecay, ParameterMask.Weights)
        );

    /// <summary>This optimiser, given the gradient after one more transformation.</summary>
    /// <param name="transformation">Applied to the gradient first, such as <see cref="GradientTransformation.ClipByGlobalNorm"/>.</param>
    public Optimizer After(GradientTransformation transformation)
    {
        ArgumentNullException.ThrowIfNull(transformation);
        return new Optimizer([transformation, .. Chain]);
    }

    /// <summary>This optimiser, its learning rate multiplied by a factor whenever the loss given to <see cref="Observe"/> stops falling: equation (E31).</summary>
    /// <param name="factor">Positive and below 1.</param>
    /// <param name="patience">How many epochs in a row without progress are let pass; the next one lowers the rate.</param>
    /// <param name="minDelta">Progress is a loss lower than the best one before by more than this.</param>
    /// <param name="minimumScale">The product of all factors does not fall below this.</param>
    /// <exception cref="InvalidInputException">An argument is out of range.</exception>
    public Optimizer ReduceOnPlateau(
        double factor = 0.1,
        int patience = 10,
        double minDelta = 0,
        double minimumScale = 0
    )
    {
        InvalidInputException.RequirePositive(nameof(factor), factor);
        GradientTransformation.RequireDecay(nameof(factor), factor);
        InvalidInputException.RequireAtLeast(nameof(patience), 0, patience);
        InvalidInputException.RequireNonNegative(nameof(minDelta), minDelta);
        InvalidInputException.RequireNonNegative(nameof(minimumScale), minimumScale);
        return Append(new Plateau(factor, patience, minDelta, minimumScale));
    }

    /// <summary>
    /// This optimiser, which also keeps the exponential moving average of the parameters, from the initial ones on: equation
    /// (E30). Polyak and Juditsky, "Acceleration of stochastic approximation by averaging", 1992, with decaying weights.
    /// </summary>
    /// <param name="decay">At least 0 and below 1.</param>
    /// <exception cref="InvalidInputException">The decay is out of range.</exception>
    public Optimizer Average(double decay = 0.999) =>
        Append(new Average(GradientTransformation.RequireDecay(nameof(decay), decay)));

    /// <summary>The state before the first step.</summary>
    /// <param name="parameters">θ to start from.</param>
    public OptimizerState<T> Initialize<T>(Parameters<T> parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var slots = ImmutableArray.CreateBuilder<OptimizerSlot<T>>();
        foreach (var transformation in Chain)
        {
            var values = transformation.Slots.Select(_ => new T[parameters.Count]).ToArray();
            transformation.Initialize<T>(parameters.Span, values);
            slots.AddRange(
                transformation.Slots.Zip(values, (n, v) => new OptimizerSlot<T>(n, new(parameters.Layout, v)))
            );
        }

        return new OptimizerState<T>(
            0,
            slots.ToImmutable(),
            [.. Chain.SelectMany(transformation => transformation.Numbers)]
        );
    }

    /// <summary>One step: the next state and the next parameters.</summary>
    /// <param name="state">From <see cref="Initialize"/> or from the step before.</param>
    /// <param name="gradient">∂J̃/∂θ, of the parameters' shape.</param>
    /// <param name="parameters">θ.</param>
    /// <exception cref="InvalidInputException">The shapes differ, or the state belongs to another optimiser.</exception>
    public (OptimizerState<T> State, Parameters<T> Parameters) Step<T>(
        OptimizerState<T> state,
        Parameters<T> gradient,
        Parameters<T> parameters
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(gradient);
        ArgumentNullException.ThrowIfNull(parameters);
        parameters.Layout.Require(nameof(gradient), gradient.Layout);
        Require(state, parameters.Layout);
        var kernel = new OptimizerKernel<T>(this, parameters.Layout, state);
        var next = parameters.Span.ToArray();
        kernel.Update(gradient.Span.ToArray(), next);
        return (kernel.State(), new Parameters<T>(parameters.Layout, next));
    }

    /// <summary>The state after an epoch with a certain loss; only <see cref="ReduceOnPlateau"/> takes notice. The training loop calls it.</summary>
    /// <param name="state">From <see cref="Initialize"/> or from a step.</param>
    /// <param name="loss">Of the epoch: the validation loss if there is one.</param>
    /// <exception cref="InvalidInputException">The state belongs to another optimiser.</exception>
    public OptimizerState<T> Observe<T>(OptimizerState<T> state, double loss)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RequireNames(state);
        var numbers = state.Numbers.Select(number => number.Value).ToArray();
        Observe(loss, numbers);
        return state with { Numbers = [.. state.Numbers.Select((number, i) => number with { Value = numbers[i] })] };
    }

    /// <summary>The transformations in order.</summary>
    public override string ToString() => string.Join(", ", Chain);

    internal void Observe(double loss, Span<double> numbers)
    {
        foreach (var transformation in Chain)
        {
            var count = transformation.Numbers.Length;
            transformation.Observe(loss, numbers[..count]);
            numbers = numbers[count..];
        }
    }

    internal void Require<T>(OptimizerState<T> state, ParameterLayout layout)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RequireNames(state);
        foreach (var slot in state.Slots)
        {
            layout.Require(nameof(state), slot.Value.Layout);
        }
    }

    private void RequireNames<T>(OptimizerState<T> state)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(state);
        string[] expected =
        [
            .. Chain.SelectMany(t => t.Slots),
            .. Chain.SelectMany(t => t.Numbers).Select(n => n.Name),
        ];
        string[] actual = [.. state.Slots.Select(slot => slot.Name), .. state.Numbers.Select(number => number.Name)];
        if (!expected.SequenceEqual(actual))
        {
            throw new InvalidInputException(
                nameof(state),
                $"the state of an optimiser with [{string.Join(", ", expected)}]",
                $"[{string.Join(", ", actual)}]"
            );
        }
    }

    // The average must see the step as it will be taken, so it stays at the end.
    private Optimizer Append(GradientTransformation transformation) =>
        new([.. Chain.Where(t => t is not Transformations.Average), transformation, .. Chain.OfType<Average>()]);
}
