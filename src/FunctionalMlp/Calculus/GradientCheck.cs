namespace FunctionalMlp.Calculus;

/// <summary>What a comparison of a gradient with finite differences found.</summary>
/// <param name="LargestError">The largest error, relative to the larger of both values where that is above 1.</param>
/// <param name="WorstParameter">Its index in <see cref="Parameters{T}.Span"/>; −1 if nothing was compared.</param>
/// <param name="Compared">How many parameters were compared.</param>
/// <param name="Skipped">How many were not, because the step crosses a kink of an activation.</param>
public sealed record GradientCheckResult(double LargestError, int WorstParameter, int Compared, int Skipped);

/// <summary>Compares the gradient of an objective with central differences, entry by entry, and steps around kinks.</summary>
public static class GradientCheck
{
    /// <summary>The step h that suits values of about one.</summary>
    public const double DefaultStep = 1e-5;

    /// <summary>Checks the objective's own gradient.</summary>
    /// <param name="objective">J̃.</param>
    /// <param name="parameters">θ.</param>
    /// <param name="batch">The samples.</param>
    /// <exception cref="InvalidInputException">The shapes do not conform.</exception>
    public static GradientCheckResult Check(Objective objective, Parameters<double> parameters, Batch<double> batch)
    {
        ArgumentNullException.ThrowIfNull(objective);
        return Compare(objective.Gradient(parameters, batch), objective, parameters, batch, DefaultStep);
    }

    /// <summary>
    /// Compares every entry of any claimed gradient with the central difference of J̃ over a step h to either side, but for those
    /// where an activation with a kink changes sides in between.
    /// </summary>
    /// <param name="gradient">What is claimed to be ∂J̃/∂θ.</param>
    /// <param name="objective">J̃.</param>
    /// <param name="parameters">θ.</param>
    /// <param name="batch">The samples.</param>
    /// <param name="step">h, a positive finite number.</param>
    /// <exception cref="InvalidInputException">The shapes do not conform, or the step is not positive.</exception>
    public static GradientCheckResult Compare(
        Parameters<double> gradient,
        Objective objective,
        Parameters<double> parameters,
        Batch<double> batch,
        double step
    )
    {
        ArgumentNullException.ThrowIfNull(gradient);
        ArgumentNullException.ThrowIfNull(objective);
        objective.Require(parameters, batch);
        parameters.Layout.Require(nameof(gradient), gradient.Layout);
        InvalidInputException.RequirePositive(nameof(step), step);
        var result = new GradientCheckResult(0, -1, 0, 0);
        for (var i = 0; i < parameters.Count; i++)
        {
            var (above, below) = (Shifted(parameters, i, step), Shifted(parameters, i, -step));
            if (!SidesOfKinks(objective, above, batch).SequenceEqual(SidesOfKinks(objective, below, batch)))
            {
                result = result with { Skipped = result.Skipped + 1 };
                continue;
            }

            // The step that was really taken: θ + h is rounded.
            var taken = above.Span[i] - below.Span[i];
            var numeric = (objective.Value(above, batch) - objective.Value(below, batch)) / taken;
            var analytic = gradient.Span[i];
            var error = Math.Abs(numeric - analytic) / Math.Max(1, Math.Max(Math.Abs(numeric), Math.Abs(analytic)));
            var worst = error > result.LargestError || double.IsNaN(error) || result.WorstParameter < 0;
            result = result with
            {
                Compared = result.Compared + 1,
                LargestError = worst ? error : result.LargestError,
                WorstParameter = worst ? i : result.WorstParameter,
            };
        }

        return result;
    }

    private static Parameters<double> Shifted(Parameters<double> parameters, int index, double step)
    {
        var values = parameters.Span.ToArray();
        values[index] += step;
        return new Parameters<double>(parameters.Layout, values);
    }

    /// <summary>For each sample and each unit whose activation has a kink at zero: whether z is above it.</summary>
    private static List<bool> SidesOfKinks(Objective objective, Parameters<double> parameters, Batch<double> batch)
    {
        var network = objective.Network;
        var sides = new List<bool>();
        var activations = objective.Noise is { } numbers
            ? Dropout.Apply(batch.Inputs, network.InputDropout, numbers.Split(Dropout.OfInputs))
            : batch.Inputs;
        for (var layer = 0; layer < network.Layers.Length; layer++)
        {
            var (weights, biases) = parameters[layer];
            var preActivations = AffineMap.Apply(weights, biases, activations);
            if (network.Layers[layer].Activation.HasKinkAtZero)
            {
                foreach (var z in preActivations.Span)
                {
                    sides.Add(z > 0);
                }
            }

            activations = network.Layers[layer].Activation.Apply(preActivations);
            if (objective.Noise is { } noise)
            {
                activations = Dropout.Apply(activations, network.Layers[layer].Dropout, noise.Split(layer));
            }
        }

        return sides;
    }
}
