using FunctionalMlp.Training;
using Xunit;
using static FunctionalMlp.Training.GradientTransformation;

namespace FunctionalMlp.Tests.Training;

public sealed class OptimizerTests
{
    private static readonly ParameterMask Everything = ParameterMask.All;

    /// <summary>Where PyTorch and NumPy get in 100 steps.</summary>
    private static readonly Dictionary<string, Optimizer> Peers = new()
    {
        ["torch/sgd"] = Optimizer.Sgd(0.1),
        ["torch/momentum"] = Optimizer.Momentum(0.05),
        ["torch/nesterov"] = Optimizer.Nesterov(0.05),
        ["torch/adagrad"] = Optimizer.AdaGrad(0.05),
        ["torch/rmsprop"] = Optimizer.RmsProp(0.01),
        ["torch/adam"] = Optimizer.Adam(0.01),
        ["torch/adamw"] = Optimizer.AdamW(0.01, weightDecay: 0.1),
        ["torch/sgd-weight-decay"] = Optimizer.Descent(0.1, WeightDecay(0.1, Everything)),
        ["torch/sgd-clip-value"] = Optimizer.Sgd(0.1).After(ClipByValue(0.05)),
        ["numpy/lion"] = Optimizer.Lion(0.003),
        ["numpy/averaged-sgd"] = Optimizer.Sgd(0.1).Average(0.95),
        ["numpy/sgd-clip-norm"] = Optimizer.Sgd(0.1).After(ClipByGlobalNorm(0.2)),
    };

    public static TheoryData<string> PeerNames => [.. Peers.Keys];

    [Theory]
    [MemberData(nameof(PeerNames))]
    public void Follows_the_trajectory_of_its_peer(string name)
    {
        var expected = Trajectories.Parameters(name.Split('/'));
        var (_, θ) = Run(Peers[name], Trajectories.Objective);
        Assert.True(Trajectories.RelativeError(expected, θ) < 1e-9);

        // A test that all optimisers pass would show nothing.
        var others = Peers.Keys.Where(other =>
            other != name && !other.StartsWith("numpy/av", StringComparison.Ordinal)
        );
        Assert.All(others, o => Assert.True(name == "numpy/averaged-sgd" || Error(o) > 1e-3));
        double Error(string other) => Trajectories.RelativeError(expected, Trajectories.Parameters(other.Split('/')));
    }

    [Theory]
    [InlineData("sgd")]
    [InlineData("nesterov")]
    [InlineData("adam")]
    public void Follows_scikit_learn_with_its_penalty(string name)
    {
        var optimizer = name switch
        {
            "sgd" => Optimizer.Sgd(0.1),
            "nesterov" => Optimizer.Nesterov(0.05),
            _ => Optimizer.Descent(0.01, Adam(epsilonConvention: AdamEpsilon.BeforeCorrection)),
        };
        var expected = Trajectories.Parameters("sklearn", name);
        var penalty = Penalty.SquaredNormPerSample(Trajectories.Alpha);
        Assert.True(
            Trajectories.RelativeError(expected, Run(optimizer, Trajectories.Objective.With(penalty)).Parameters) < 1e-9
        );
    }

    [Fact]
    public void Averages_the_parameters()
    {
        var (state, _) = Run(Optimizer.Sgd(0.1).Average(0.95), Trajectories.Objective);
        var expected = Trajectories.Parameters("numpy", "average");
        Assert.True(Trajectories.RelativeError(expected, state["average"]) < 1e-12);
    }

    [Theory]
    [MemberData(nameof(PeerNames))]
    public void Steps_and_training_loop_agree_to_the_bit(string name)
    {
        var options = new TrainingOptions
        {
            Epochs = 1,
            Batches = Batches.Given(Trajectories.Batches),
            Optimizer = Peers[name],
        };
        var (state, θ) = Run(Peers[name], Trajectories.Objective);
        var result = Trainer.Fit(Trajectories.Objective, Trajectories.Start, Trajectories.Samples60, options);
        Assert.Equal(θ, result.Last.Parameters);
        Assert.Equal(state, result.Last.State);
    }

    [Fact]
    public void A_chain_with_a_norm_inside_is_the_composition_of_its_parts()
    {
        // More parameters than a block, so that a norm taken over a block would show.
        var network = Samples.Network(60, 70, 3);
        var (θ, g) = (Samples.Parameters<double>(network, 1), Samples.Parameters<double>(network, 2));
        var decayed = g + (0.5 * θ);
        var direct = θ - (0.1 * (2 / decayed.Norm()) * decayed);
        var optimizer = Optimizer.Descent(0.1, WeightDecay(0.5, Everything), ClipByGlobalNorm(2));
        var (_, next) = optimizer.Step(optimizer.Initialize(θ), g, θ);
        Assert.True((next - direct).Norm() < 1e-13);
    }

    [Fact]
    public void Gradients_within_the_limits_are_not_clipped()
    {
        var (θ, g) = (Trajectories.Start, 0.001 * Trajectories.Start);
        Parameters<double> Next(Optimizer o) => o.Step(o.Initialize(θ), g, θ).Parameters;
        var plain = Next(Optimizer.Sgd(1));
        Assert.Equal(plain, Next(Optimizer.Sgd(1).After(ClipByGlobalNorm(1))));
        Assert.Equal(plain, Next(Optimizer.Sgd(1).After(ClipByValue(1))));
    }

    [Fact]
    public void No_transformation_hides_NaN()
    {
        var θ = Trajectories.Start;
        var g = θ.Map(value => value == θ.Span[0] ? double.NaN : value);
        foreach (var optimizer in Peers.Values)
        {
            Assert.True(double.IsNaN(optimizer.Step(optimizer.Initialize(θ), g, θ).Parameters.Span[0]));
        }
    }

    [Fact]
    public void A_mask_picks_what_decays()
    {
        var θ = Trajectories.Start;
        var zero = 0 * θ;
        var mask = ParameterMask.Where((layer, kind) => layer == 1 && kind == ParameterKind.Biases);
        var optimizer = Optimizer.Descent(1, WeightDecay(0.25, mask));
        var (_, next) = optimizer.Step(optimizer.Initialize(θ), zero, θ);
        Assert.Equal(θ[0], next[0]);
        Assert.Equal(θ[1].Weights, next[1].Weights);
        Assert.Equal(θ[1].Biases.ToArray().Select(b => 0.75 * b), next[1].Biases.ToArray());
    }

    [Fact]
    public void The_rate_falls_on_a_plateau_as_in_PyTorch()
    {
        var optimizer = Optimizer.Sgd(1).ReduceOnPlateau(0.5, patience: 2, minDelta: 0.01, minimumScale: 0.2);
        var state = optimizer.Initialize(Trajectories.Start);
        var scales = Trajectories
            .Numbers("plateau", "losses")
            .Select(loss => (state = optimizer.Observe(state, loss)).Numbers[0].Value)
            .ToArray();
        Assert.Equal(Trajectories.Numbers("plateau", "scales"), scales);
        var (_, next) = optimizer.Step(state, Trajectories.Start, Trajectories.Start);
        Assert.True((next - ((1 - scales[^1]) * Trajectories.Start)).Norm() < 1e-15);
    }

    [Fact]
    public void States_are_equal_by_value_and_open_to_be_read()
    {
        var (a, _) = Run(Optimizer.Adam(0.01), Trajectories.Objective);
        var (b, _) = Run(Optimizer.Adam(0.01), Trajectories.Objective);
        Assert.Equal(a, b);
        Assert.Equal(a.GetHashCode(), b.GetHashCode());
        Assert.Equal(Trajectories.Batches.Length, a.Steps);
        Assert.NotEqual(a["first moment"], a["second moment"]);
        Assert.NotEqual(a, a with { Steps = 1 });
        Samples.Fails(() => _ = a["velocity"], "slot", "\"first moment\"", "\"velocity\"");
    }

    [Fact]
    public void A_foreign_state_or_shape_is_refused()
    {
        var (θ, adam, momentum) = (Trajectories.Start, Optimizer.Adam(1), Optimizer.Momentum(1));
        var other = Samples.Parameters<double>(Samples.Network(4, 5, 3), 1);
        Samples.Fails(() => adam.Step(momentum.Initialize(θ), θ, θ), "state", "first moment", "velocity");
        Samples.Fails(() => adam.Step(adam.Initialize(other), θ, θ), "state", "4-6-3", "4-5-3");
        Samples.Fails(() => adam.Step(adam.Initialize(θ), other, θ), "gradient", "4-6-3", "4-5-3");
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        foreach (var bad in new[] { 0, -1, double.NaN, double.PositiveInfinity })
        {
            Samples.Fails(() => Optimizer.Sgd(bad), "rate", "positive finite", "");
            Samples.Fails(() => ClipByValue(bad), "limit", "positive finite", "");
            Samples.Fails(() => ClipByGlobalNorm(bad), "limit", "positive finite", "");
            Samples.Fails(() => Adam(epsilon: bad), "epsilon", "positive finite", "");
        }

        foreach (var bad in new[] { 1, -0.1, double.NaN })
        {
            Samples.Fails(() => Optimizer.Momentum(1, bad), "momentum", "below 1", "");
            Samples.Fails(() => Adam(beta1: bad), "beta1", "below 1", "");
            Samples.Fails(() => Adam(beta2: bad), "beta2", "below 1", "");
            Samples.Fails(() => RmsProp(decay: bad), "decay", "below 1", "");
            Samples.Fails(() => Optimizer.Sgd(1).Average(bad), "decay", "below 1", "");
        }

        Samples.Fails(() => WeightDecay(-1, Everything), "lambda", "zero or above", "-1");
        Samples.Fails(() => Optimizer.Sgd(1).ReduceOnPlateau(patience: -1), "patience", "at least 0", "-1");
    }

    private static (OptimizerState<double> State, Parameters<double> Parameters) Run(
        Optimizer optimizer,
        Objective objective
    )
    {
        var θ = Trajectories.Start;
        var state = optimizer.Initialize(θ);
        foreach (var batch in Trajectories.Batches)
        {
            (state, θ) = optimizer.Step(state, objective.Gradient(θ, Trajectories.Samples60.Select(batch)), θ);
        }

        return (state, θ);
    }
}
