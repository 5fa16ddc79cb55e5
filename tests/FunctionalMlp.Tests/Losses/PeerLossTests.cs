using FunctionalMlp.Losses;
using Xunit;

namespace FunctionalMlp.Tests.Losses;

/// <summary>Values and gradients that PyTorch computed (<c>tests/fixtures/losses.py</c>).</summary>
public sealed class PeerLossTests
{
    private static readonly Dictionary<string, Loss> All = new()
    {
        ["cross-entropy"] = Loss.SoftmaxCrossEntropy,
        ["smoothed"] = Loss.SoftmaxCrossEntropy.WithLabelSmoothing(0.1),
        ["class weights"] = Loss.SoftmaxCrossEntropy.WithClassWeights(1, 0.25, 3, 0.5),
        ["both"] = Loss.SoftmaxCrossEntropy.WithLabelSmoothing(0.3).WithClassWeights(1, 0.25, 3, 0.5),
        ["binary"] = Loss.BinaryCrossEntropy,
        ["squared error"] = Loss.SquaredError,
        ["huber"] = Loss.Huber(1.5),
        ["poisson"] = Loss.Poisson,
    };

    public static TheoryData<string> Names => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Agrees_with_PyTorch(string name)
    {
        var fixture = Fixture.Read("losses");
        var (logits, labels) = (fixture.GetProperty("logits").Matrix(), fixture.GetProperty("labels").Integers());
        var shares = fixture.GetProperty("shares").Matrix();
        var expected = fixture.GetProperty("cases").GetProperty(name);
        var (value, gradient) = All[name] switch
        {
            SoftmaxCrossEntropy loss => (loss.Value(logits, labels), loss.Gradient(logits, labels)),
            TargetLoss loss => (loss.Value(logits, shares), loss.Gradient(logits, shares)),
            var loss => throw new InvalidOperationException($"{loss} is of neither kind."),
        };
        Assert.Equal(expected.GetProperty("value").GetDouble(), value, 1e-13 * value);
        Assert.All(
            expected.GetProperty("gradient").Matrix().Span.ToArray(),
            (slope, i) => Assert.Equal(slope, gradient.Span[i], 1e-14)
        );
    }
}
