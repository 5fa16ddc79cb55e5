using FunctionalMlp.Training;
using Xunit;

namespace FunctionalMlp.Tests.Training;

public sealed class ScheduleTests
{
    private static readonly Dictionary<string, Schedule> Peers = new()
    {
        ["step"] = Schedule.StepDecay(0.3, 0.5, 7),
        ["exponential"] = Schedule.Exponential(0.3, 0.9, 1),
        ["cosine"] = Schedule.Cosine(0.3, 50, 0.01),
        ["one-cycle"] = Schedule.OneCycle(0.7, 60),
    };

    public static TheoryData<string> PeerNames => [.. Peers.Keys];

    [Theory]
    [MemberData(nameof(PeerNames))]
    public void Agrees_with_PyTorch(string name)
    {
        var expected = Trajectories.Numbers("schedules", name);
        Assert.All(expected, (rate, step) => Assert.Equal(rate, Peers[name][step], 1e-14));
    }

    [Fact]
    public void A_schedule_stays_where_it_ends()
    {
        Assert.Equal(0.01, Peers["cosine"][1000]);
        Assert.Equal(0.7 / 250_000, Peers["one-cycle"][1000], 1e-20);
    }

    [Fact]
    public void Warm_up_rises_in_a_line_and_then_starts_the_schedule()
    {
        var schedule = Schedule.StepDecay(1, 0.5, 2).WithWarmUp(3);
        double[] expected = [0.25, 0.5, 0.75, 1, 1, 0.5, 0.5, 0.25];
        Assert.Equal(expected, Enumerable.Range(0, 8).Select(step => schedule[step]));
    }

    [Fact]
    public void An_exponential_falls_smoothly_between_its_periods()
    {
        var schedule = Schedule.Exponential(1, 0.25, 2);
        Assert.All(
            Enumerable.Range(0, 9),
            step => Assert.Equal(Math.Pow(0.5, step), schedule[step], 1e-15 * Math.Pow(0.5, step))
        );
    }

    [Fact]
    public void Any_function_will_do_but_for_rates_that_are_none()
    {
        var schedule = Schedule.Of(step => step < 2 ? 0.1 / (1 + step) : -1);
        Assert.Equal(0.05, schedule[1]);
        Samples.Fails(() => _ = schedule[2], "schedule", "zero or above", "-1");
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        Samples.Fails(() => Schedule.StepDecay(0, 0.5, 1), "initial", "positive", "0");
        Samples.Fails(() => Schedule.StepDecay(1, 0, 1), "factor", "positive", "0");
        Samples.Fails(() => Schedule.StepDecay(1, 0.5, 0), "period", "at least 1", "0");
        Samples.Fails(() => Schedule.Cosine(1, 0), "steps", "at least 1", "0");
        Samples.Fails(() => Schedule.Cosine(1, 1, -1), "final", "zero or above", "-1");
        Samples.Fails(() => Schedule.OneCycle(1, 1), "steps", "at least 2", "1");
        Samples.Fails(() => Schedule.OneCycle(1, 2, 1), "rising", "between 0 and 1", "1");
        Samples.Fails(() => Schedule.Constant(1).WithWarmUp(-1), "steps", "at least 0", "-1");
    }

    [Fact]
    public void Before_the_first_step_there_is_no_rate()
    {
        Schedule[] all = [.. Peers.Values, 0.1, Schedule.Of(_ => 0.1), Peers["step"].WithWarmUp(3)];
        Assert.All(all, schedule => Samples.Fails(() => _ = schedule[-1], "step", "at least 0", "-1"));
        Assert.All(all, schedule => Samples.Fails(() => _ = schedule[long.MinValue], "step", "at least 0", "-9"));
    }
}
