using System.Text.Json;

namespace FunctionalMlp.Tests.Training;

/// <summary>What <c>tests/fixtures/trajectories.py</c> computed: where other systems get from the same start with the same batches.</summary>
internal static class Trajectories
{
    private static readonly JsonElement Root = Fixture.Read("trajectories");

    internal static Network Network { get; } = Samples.Network(4, 6, 3);

    internal static Objective Objective { get; } = Objective.SoftmaxCrossEntropy(Network);

    internal static double Alpha { get; } = Root.GetProperty("alpha").GetDouble();

    internal static Parameters<double> Start { get; } = Parameters("start");

    internal static int[][] Batches { get; } =
    [.. Root.GetProperty("batches").EnumerateArray().Select(Fixture.Integers)];

    internal static Batch<double> Samples60 { get; } =
        Batch.Labelled(Root.GetProperty("inputs").Matrix(), Root.GetProperty("labels").Integers());

    internal static Parameters<double> Parameters(params string[] path) =>
        FunctionalMlp.Parameters.FromSpan<double>(Network, Numbers(path));

    internal static double[] Numbers(params string[] path) =>
        path.Aggregate(Root, (element, name) => element.GetProperty(name)).Doubles();

    /// <summary>The norm of the difference, relative to that of what is expected.</summary>
    internal static double RelativeError(Parameters<double> expected, Parameters<double> actual) =>
        (actual - expected).Norm() / expected.Norm();
}
