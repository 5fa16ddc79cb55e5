using System.Text.Json;
using FunctionalMlp.Training;
using Xunit;

namespace FunctionalMlp.Tests.Training;

/// <summary>A notebook's training, replayed with its own initial weights, batches, penalty and decay (<c>tests/fixtures/replays.py</c>).</summary>
public sealed class ReplayTests
{
    private static readonly JsonElement Root = Fixture.Read("replays");
    private static readonly JsonElement Notebook = Root.GetProperty("notebook");
    private static readonly Network Network = Samples.Network(4, 10, 3);
    private static readonly int[][] Lists =
    [
        .. Notebook.GetProperty("batches").EnumerateArray().Select(Fixture.Integers),
    ];
    private static readonly Batch<double> Data = Batch.Labelled(
        Root.GetProperty("inputs").Matrix(),
        Root.GetProperty("labels").Integers()
    );
    private static readonly Objective Objective = Objective
        .SoftmaxCrossEntropy(Network)
        .With(Penalty.SquaredNorm(Notebook.GetProperty("reg").GetDouble()));
    private static readonly Parameters<double> Start = Parameters.FromSpan<double>(
        Network,
        Notebook.GetProperty("start").Doubles()
    );

    [Fact]
    public void Step_by_step_every_loss_is_the_notebooks()
    {
        var (rate, decay) = (Notebook.GetProperty("rate").GetDouble(), Notebook.GetProperty("decay").GetDouble());
        var (θ, losses) = (Start, Notebook.GetProperty("losses").Doubles());
        for (var step = 0; step < Lists.Length; step++)
        {
            var (loss, gradient) = Objective.ValueAndGradient(θ, Data.Select(Lists[step]));
            Assert.Equal(losses[step], loss, 1e-11);
            θ -= rate * gradient;
            rate *= decay;
        }

        AssertAtTheEnd(θ);
    }

    [Fact]
    public void The_training_loop_gets_there_too()
    {
        var (rate, decay) = (Notebook.GetProperty("rate").GetDouble(), Notebook.GetProperty("decay").GetDouble());
        var options = new TrainingOptions
        {
            Epochs = 1,
            Batches = Batches.Given(Lists),
            Optimizer = Optimizer.Sgd(Schedule.Exponential(rate, decay, 1)),
        };
        var result = Trainer.Fit(Objective, Start, Data, options);
        AssertAtTheEnd(result.Parameters);
        Assert.Equal(Notebook.GetProperty("losses").Doubles().Average(), result.History[0].Loss, 1e-11);
    }

    /// <summary>A given step may repeat samples, and so be larger than all of them together; dropout of inputs needs them all side by side.</summary>
    [Fact]
    public void A_step_that_no_array_can_hold_is_refused()
    {
        var network = FunctionalMlp.Network.Input(50_000).Dropout(0.1).Dense(2);
        var objective = Objective.SoftmaxCrossEntropy(network);
        var data = Batch.Labelled(Matrix.Zeros<float>(1, 50_000), [0]);
        var options = new TrainingOptions { Epochs = 1, Batches = Batches.Given([new int[50_000]]) };
        Samples.Fails(
            () => Trainer.Fit(objective, Parameters.Zeros<float>(network), data, options),
            "options.Batches",
            "at most 2147483591 entries",
            "2500000000"
        );
    }

    private static void AssertAtTheEnd(Parameters<double> θ)
    {
        var end = Parameters.FromSpan<double>(Network, Notebook.GetProperty("end").Doubles());
        Assert.True((θ - end).Norm() / end.Norm() < 1e-11);
    }
}
