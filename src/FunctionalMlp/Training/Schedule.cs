using System.Globalization;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Training;

/// <summary>A learning rate as a pure function of the number of steps taken before: 0 for the first step.</summary>
/// <remarks>A number is a constant schedule. Where a rate is thought of in epochs, multiply by the steps of an epoch.</remarks>
public sealed class Schedule
{
    private readonly Func<long, double> _rate;
    private readonly string _name;

    private Schedule(string name, Func<long, double> rate) => (_name, _rate) = (name, rate);

    /// <summary>η at a step.</summary>
    /// <param name="step">The steps taken before, 0 or more.</param>
    /// <exception cref="InvalidInputException">The number is negative.</exception>
    public double this[long step] =>
        step >= 0 ? _rate(step) : throw new InvalidInputException(nameof(step), "at least 0", Text($"{step}"));

    /// <summary>η, always.</summary>
    /// <param name="rate">η, positive and finite.</param>
    /// <exception cref="InvalidInputException">η is not a positive finite number.</exception>
    public static Schedule Constant(double rate)
    {
        InvalidInputException.RequirePositive(nameof(rate), rate);
        return new Schedule(Text($"{rate}"), _ => rate);
    }

    /// <inheritdoc cref="Constant"/>
    public static implicit operator Schedule(double rate) => Constant(rate);

    /// <summary>Any function of the step.</summary>
    /// <param name="rate">From the steps taken before to η, which must be finite and 0 or above.</param>
    public static Schedule Of(Func<long, double> rate)
    {
        ArgumentNullException.ThrowIfNull(rate);
        return new Schedule("a function", step => InvalidInputException.RequireNonNegative("schedule", rate(step)));
    }

    /// <summary>The rate drops by a factor every so many steps: equation (E34).</summary>
    /// <param name="initial">η of the first step, positive and finite.</param>
    /// <param name="factor">Positive and finite; below 1 to drop.</param>
    /// <param name="period">The steps between two drops, 1 or more.</param>
    /// <exception cref="InvalidInputException">An argument is out of range.</exception>
    public static Schedule StepDecay(double initial, double factor, int period)
    {
        InvalidInputException.RequirePositive(nameof(initial), initial);
        InvalidInputException.RequirePositive(nameof(factor), factor);
        InvalidInputException.RequireAtLeast(nameof(period), 1, period);
        return new Schedule(
            Text($"{initial}·{factor}^⌊step/{period}⌋"),
            step => initial * Elementary.Power(factor, step / period)
        );
    }

    /// <summary>The rate falls by the same factor every <paramref name="period"/> steps, smoothly: equation (E33).</summary>
    /// <param name="initial">η of the first step, positive and finite.</param>
    /// <param name="factor">Positive and finite; below 1 to fall.</param>
    /// <param name="period">Steps, 1 or more.</param>
    /// <exception cref="InvalidInputException">An argument is out of range.</exception>
    public static Schedule Exponential(double initial, double factor, int period)
    {
        var whole = StepDecay(initial, factor, period);
        var rate = Kernels.Exponential.Log(factor) / period;
        return new Schedule(
            Text($"{initial}·{factor}^(step/{period})"),
            step => whole[step] * Kernels.Exponential.Exp(rate * (step % period))
        );
    }

    /// <summary>
    /// Half a cosine from one rate to another, then constant: equation (E62). Loshchilov and
    /// Hutter, "SGDR: stochastic gradient descent with warm restarts", ICLR 2017, equation (5), without restarts.
    /// </summary>
    /// <param name="initial">η of the first step, positive and finite.</param>
    /// <param name="steps">After how many steps the final rate is reached, 1 or more.</param>
    /// <param name="final">η from then on, 0 or above.</param>
    /// <exception cref="InvalidInputException">An argument is out of range.</exception>
    public static Schedule Cosine(double initial, int steps, double final = 0)
    {
        InvalidInputException.RequirePositive(nameof(initial), initial);
        InvalidInputException.RequireAtLeast(nameof(steps), 1, steps);
        InvalidInputException.RequireNonNegative(nameof(final), final);
        return new Schedule(
            Text($"cosine {initial} to {final} in {steps} steps"),
            step => HalfCosine(initial, final, (double)step / steps)
        );
    }

    /// <summary>
    /// Up and then down once, by half a cosine each: equation (E63), with the first and the last rate as parts of the maximum. Smith and Topin, "Super-convergence", 2018, with the constants and the cosines that PyTorch takes by default.
    /// </summary>
    /// <param name="maximum">The highest η, positive and finite.</param>
    /// <param name="steps">The length of the whole cycle, 2 or more; the last rate stays.</param>
    /// <param name="rising">The share of the steps in which the rate rises, between 0 and 1; at least one step.</param>
    /// <exception cref="InvalidInputException">An argument is out of range.</exception>
    public static Schedule OneCycle(double maximum, int steps, double rising = 0.3)
    {
        InvalidInputException.RequirePositive(nameof(maximum), maximum);
        InvalidInputException.RequireAtLeast(nameof(steps), 2, steps);
        if (!(rising > 0 && rising < 1))
        {
            throw new InvalidInputException(nameof(rising), "a number between 0 and 1", Text($"{rising}"));
        }

        // The step of the peak may lie between two steps, as it may in PyTorch.
        var peak = Math.Max((rising * steps) - 1, 0);
        var (low, lowest) = (maximum / 25, maximum / 250_000);
        return new Schedule(
            Text($"one cycle to {maximum} in {steps} steps"),
            step =>
                step < peak
                    ? HalfCosine(low, maximum, step / peak)
                    : HalfCosine(maximum, lowest, (step - peak) / (steps - 1 - peak))
        );
    }

    /// <summary>This schedule after a linear rise to its first rate, equation (E32); then the schedule from its start.</summary>
    /// <param name="steps">The length of the rise, 0 or more.</param>
    /// <exception cref="InvalidInputException">The number of steps is negative.</exception>
    public Schedule WithWarmUp(int steps)
    {
        InvalidInputException.RequireAtLeast(nameof(steps), 0, steps);
        return new Schedule(
            $"{_name} after {steps} steps of warm-up",
            step => step < steps ? _rate(0) * (step + 1) / (steps + 1) : _rate(step - steps)
        );
    }

    /// <inheritdoc/>
    public override string ToString() => _name;

    private static double HalfCosine(double from, double to, double progress) =>
        progress >= 1 ? to : to + ((from - to) * (1 + Elementary.CosinePi(progress)) / 2);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
