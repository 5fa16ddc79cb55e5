using System.Numerics.Tensors;
using FunctionalMlp.Data;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Losses;

/// <summary>The negative log-likelihood of a count t whose rate has the logarithm z, without what z does not change: equations (E52) and (E10).</summary>
internal sealed class Poisson : TargetLoss
{
    public override string Name => "poisson";

    internal override void Losses<T>(ReadOnlySpan<T> outputs, ReadOnlySpan<T> targets, Span<T> losses)
    {
        Exponential.Exp(outputs, losses);
        for (var i = 0; i < losses.Length; i++)
        {
            losses[i] = T.FusedMultiplyAdd(-targets[i], outputs[i], losses[i]);
        }
    }

    internal override void Slopes<T>(ReadOnlySpan<T> outputs, ReadOnlySpan<T> targets, Span<T> slopes)
    {
        Exponential.Exp(outputs, slopes);
        TensorPrimitives.Subtract(slopes, targets, slopes);
    }

    internal override void Means<T>(ReadOnlySpan<T> outputs, Span<T> means) => Exponential.Exp(outputs, means);

    /// <summary>
    /// Divided by their mean m, and not shifted, for a count is never negative. On logits less log m this divides the loss by m and adds a
    /// constant, so that the rates that are best stay so.
    /// </summary>
    internal override Scaling<T> FitScaling<T>(Matrix<T> targets) => Scaling.ToUnitMean(targets);

    internal override void RequireTargets<T>(string argument, Matrix<T> targets) =>
        RequireRange(argument, targets, T.Zero, T.PositiveInfinity, "counts, zero or above");
}
