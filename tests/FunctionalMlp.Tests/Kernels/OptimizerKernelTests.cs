using FunctionalMlp.Kernels;
using FunctionalMlp.Training;
using Xunit;
using static FunctionalMlp.Training.GradientTransformation;

namespace FunctionalMlp.Tests.Kernels;

[Collection(nameof(Allocations))]
public sealed class OptimizerKernelTests
{
    private static readonly Network Network = Samples.Network(60, 50, 3);
    private static readonly Parameters<float> Θ = Samples.Parameters<float>(Network, 1);
    private static readonly Parameters<float> Gradient = Samples.Parameters<float>(Network, 2);

    private static readonly Dictionary<string, Optimizer> All = new()
    {
        ["sgd"] = Optimizer.Sgd(Schedule.Cosine(0.1, 100)),
        ["momentum"] = Optimizer.Momentum(0.1),
        ["adam"] = Optimizer.Adam(0.1),
        ["nesterov"] = Optimizer.Nesterov(0.1),
        ["adagrad"] = Optimizer.AdaGrad(0.1),
        ["rmsprop"] = Optimizer.RmsProp(0.1),
        ["adamw"] = Optimizer.AdamW(0.1).After(ClipByGlobalNorm(1)).Average(),
        ["lion"] = Optimizer.Lion(0.1, 0.1).ReduceOnPlateau(),
        ["a norm inside"] = Optimizer.Descent(0.1, Momentum(), ClipByGlobalNorm(1), ClipByValue(1)),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_step_allocates_nothing(string name)
    {
        var kernel = new OptimizerKernel<float>(All[name], Network.Layout, All[name].Initialize(Θ));
        var (parameters, gradient) = (Θ.Span.ToArray(), Gradient.Span.ToArray());
        Allocations.None(
            1000,
            _ =>
            {
                Assert.True(kernel.LearningRate >= 0);
                kernel.Update(gradient, parameters);
            }
        );
    }

    /// <summary>The first parameters do not feel how many others there are: a block more changes none of their bits.</summary>
    [Theory]
    [InlineData("nesterov")]
    [InlineData("adagrad")]
    [InlineData("rmsprop")]
    [InlineData("lion")]
    public void A_block_does_not_depend_on_the_others(string name)
    {
        var narrow = Samples.Network(60, 3);
        Parameters<float> First(Parameters<float> all) =>
            Parameters.FromSpan(narrow, all.Span[..narrow.ParameterCount]);
        var (whole, part) = (All[name].Initialize(Θ), All[name].Initialize(First(Θ)));
        var (θ, ϑ) = (Θ, First(Θ));
        for (var step = 0; step < 5; step++)
        {
            (whole, θ) = All[name].Step(whole, Gradient, θ);
            (part, ϑ) = All[name].Step(part, First(Gradient), ϑ);
        }

        // Lion's decay knows weights from biases, whose places differ in the two networks.
        var shared = 60 * 3;
        Assert.Equal(θ.Span[..shared].ToArray(), ϑ.Span[..shared].ToArray());
    }

    /// <summary>A scale of one, applied to the step in a pass of its own, keeps it from being taken in the same pass as the rule.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_step_in_the_same_pass_has_the_bits_of_one_that_is_added_afterwards(string name)
    {
        var (joined, apart) = (All[name], All[name].ReduceOnPlateau());
        var (first, second) = (joined.Initialize(Θ), apart.Initialize(Θ));
        var (θ, ϑ) = (Θ, Θ);
        for (var step = 0; step < 3; step++)
        {
            (first, θ) = joined.Step(first, Gradient, θ);
            (second, ϑ) = apart.Step(second, Gradient, ϑ);
        }

        Assert.NotEqual(Θ.Span.ToArray(), θ.Span.ToArray());
        Assert.Equal(ϑ.Span.ToArray(), θ.Span.ToArray());
        Assert.Equal(second.Slots, first.Slots);
    }
}
