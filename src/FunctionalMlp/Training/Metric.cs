using System.Numerics;
using FunctionalMlp.Evaluation;

namespace FunctionalMlp.Training;

/// <summary>
/// A number to watch beside the loss while training: <see cref="Trainer"/> takes it of the network's outputs, an estimator of its predictions, in
/// the unit of the targets.
/// </summary>
public abstract class Metric
{
    private protected Metric() { }

    /// <summary>Nothing is measured.</summary>
    public static Metric None { get; } = new NoMetric();

    /// <summary><see cref="Metrics.Accuracy"/>; higher is better.</summary>
    public static Metric Accuracy { get; } = new AccuracyMetric();

    /// <summary><see cref="RegressionMetrics.RSquared"/>; higher is better.</summary>
    public static Metric RSquared { get; } = new RSquaredMetric();

    /// <summary><see cref="RegressionMetrics.MeanAbsoluteError"/>; lower is better.</summary>
    public static Metric MeanAbsoluteError { get; } = new MeanAbsoluteErrorMetric();

    /// <summary>The name that it is printed under.</summary>
    public abstract string Name { get; }

    /// <summary>Whether more is better.</summary>
    public abstract bool HigherIsBetter { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Its value for the outputs of a network; NaN for <see cref="None"/>.</summary>
    /// <param name="network">The architecture.</param>
    /// <param name="parameters">θ, of the network's shape.</param>
    /// <param name="samples">What it is measured on.</param>
    /// <exception cref="InvalidInputException">The shapes do not conform, or the samples lack what the metric needs.</exception>
    public double Evaluate<T>(Network network, Parameters<T> parameters, Batch<T> samples)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Evaluate(network, parameters, samples, outputs => outputs);

    /// <summary>Its value for what is made of the outputs.</summary>
    internal abstract double Evaluate<T>(
        Network network,
        Parameters<T> parameters,
        Batch<T> samples,
        Func<Matrix<T>, Matrix<T>> predict
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    private sealed class NoMetric : Metric
    {
        public override string Name => "none";

        public override bool HigherIsBetter => false;

        internal override double Evaluate<T>(
            Network network,
            Parameters<T> parameters,
            Batch<T> samples,
            Func<Matrix<T>, Matrix<T>> predict
        ) => double.NaN;
    }

    /// <summary>Predictions are labels, which the outputs say by their order.</summary>
    private sealed class AccuracyMetric : Metric
    {
        public override string Name => "accuracy";

        public override bool HigherIsBetter => true;

        internal override double Evaluate<T>(
            Network network,
            Parameters<T> parameters,
            Batch<T> samples,
            Func<Matrix<T>, Matrix<T>> predict
        ) => Metrics.Accuracy(network, parameters, samples);
    }

    private sealed class RSquaredMetric : Metric
    {
        public override string Name => "R²";

        public override bool HigherIsBetter => true;

        internal override double Evaluate<T>(
            Network network,
            Parameters<T> parameters,
            Batch<T> samples,
            Func<Matrix<T>, Matrix<T>> predict
        )
        {
            Loss.SquaredError.Require(samples, network.OutputWidth);
            return RegressionMetrics.RSquared(predict(network.Apply(parameters, samples.Inputs)), samples.Targets);
        }
    }

    private sealed class MeanAbsoluteErrorMetric : Metric
    {
        public override string Name => "mean absolute error";

        public override bool HigherIsBetter => false;

        internal override double Evaluate<T>(
            Network network,
            Parameters<T> parameters,
            Batch<T> samples,
            Func<Matrix<T>, Matrix<T>> predict
        )
        {
            Loss.SquaredError.Require(samples, network.OutputWidth);
            var predictions = predict(network.Apply(parameters, samples.Inputs));
            return RegressionMetrics.MeanAbsoluteError(predictions, samples.Targets);
        }
    }
}
