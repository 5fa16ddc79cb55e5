using FunctionalMlp.Calculus;
using Xunit;

namespace FunctionalMlp.Tests;

/// <summary>The checks are checked: each wrong gradient must be found out, and the right one must not.</summary>
public sealed class MutantTests
{
    // Square in the middle, so that a transposed factor conforms and only its values are wrong.
    private static readonly Network Network = Samples.Network(3, 4, 4);
    private static readonly Objective Objective = Objective
        .SoftmaxCrossEntropy(Network)
        .With(Penalty.SquaredNorm(0.05));

    public static TheoryData<Fault> Faults => [.. Enum.GetValues<Fault>().Where(fault => fault != Fault.None)];

    [Theory]
    [MemberData(nameof(Faults))]
    public void Finite_differences_refute_a_wrong_gradient(Fault fault)
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            Assert.True(Check(fault, seed).LargestError > 1e-4, $"{fault} survived seed {seed}.");
        }
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_wrong_gradient_is_not_the_librarys(Fault fault)
    {
        var (θ, batch) = (Samples.Parameters<double>(Network, 1), Samples.Batch<double>(6, 3, 4, 101));
        var error = (ComposedGradient.Of(θ, batch, 0.05, fault) - Objective.Gradient(θ, batch)).Norm();
        Assert.True(error > 1e-4, $"{fault}: {error}");
    }

    [Fact]
    public void Finite_differences_accept_the_right_gradient()
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            Assert.True(Check(Fault.None, seed).LargestError < 1e-8, $"Seed {seed} was refuted.");
        }
    }

    private static GradientCheckResult Check(Fault fault, int seed)
    {
        var (θ, batch) = (Samples.Parameters<double>(Network, seed), Samples.Batch<double>(6, 3, 4, 100 + seed));
        var gradient = ComposedGradient.Of(θ, batch, 0.05, fault);
        return GradientCheck.Compare(gradient, Objective, θ, batch, GradientCheck.DefaultStep);
    }
}
