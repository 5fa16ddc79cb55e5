using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using FunctionalMlp.Data;
using FunctionalMlp.Training;

namespace FunctionalMlp.Estimators;

/// <summary>What fitting a classifier and fitting a regressor have in common.</summary>
internal static class Estimation
{
    internal static Network Network(int inputs, int outputs, EstimatorOptions options) =>
        options
            .HiddenWidths.Aggregate(
                FunctionalMlp.Network.Input(inputs).Dropout(options.InputDropout),
                (network, width) => network.Dense(width, options.Activation).Dropout(options.Dropout)
            )
            .Dense(outputs);

    internal static Scaling<T> Scaling<T>(Matrix<T> inputs, InputScaling scaling)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        scaling switch
        {
            InputScaling.Standardize => Data.Scaling.Standardize(inputs),
            InputScaling.StandardizeTogether => Data.Scaling.StandardizeTogether(inputs),
            InputScaling.MinMax => Data.Scaling.MinMax(inputs),
            InputScaling.None => Data.Scaling.None<T>(inputs.Columns),
            _ => throw new InvalidInputException("options.Scaling", "one of the values of InputScaling", $"{scaling}"),
        };

    /// <summary>The samples to train on, and those set aside, if any.</summary>
    internal static (Batch<T> Train, ImmutableArray<Batch<T>> Validation) SetAside<T>(
        Batch<T> samples,
        ImmutableArray<int> strata,
        EstimatorOptions options
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        options.Require();
        GradientTransformation.RequireDecay("options.ValidationFraction", options.ValidationFraction);
        if (options.ValidationFraction == 0)
        {
            return (samples, []);
        }

        Trainer.RequireSamplesToSetAside(samples.Count, options.ValidationFraction);
        var partition = Partition.Stratified(strata, 1 - options.ValidationFraction, options.Seed);
        return (samples.Select(partition.Train.AsSpan()), [samples.Select(partition.Test.AsSpan())]);
    }

    /// <summary>Goes on from parameters that have so many epochs behind them; the history is that of all.</summary>
    internal static TrainingResult<T> Train<T>(
        Objective objective,
        Parameters<T> parameters,
        ImmutableArray<Epoch> history,
        Batch<T> train,
        ImmutableArray<Batch<T>> validation,
        EstimatorOptions options,
        Measurement<T> measurement
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (training, epoch) = (options.Training, history.IsEmpty ? 0 : history[^1].Number);
        var start = Trainer.Start(parameters, training, epoch);
        var result = Trainer.Run(objective.With(options.Penalty), start, train, validation, training, measurement);

        // The exact loss of the start is there already.
        var more = history.IsEmpty ? result.History : result.History.Where(entry => entry.Number > epoch);
        return result with { History = [.. history, .. more] };
    }

    /// <summary>What is saved under names must be of the network's widths.</summary>
    internal static void RequireNetwork(Network network, int inputs, int outputs)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (network.InputWidth != inputs || network.OutputWidth != outputs)
        {
            throw new InvalidInputException(
                nameof(network),
                string.Create(CultureInfo.InvariantCulture, $"one of {inputs} inputs and {outputs} outputs"),
                $"{network}"
            );
        }
    }

    /// <summary>Parameters that a model can be made of.</summary>
    internal static void RequireParameters<T>(Network network, Parameters<T> parameters, Scaling<T> scaling)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        network.RequireParameters(parameters);
        InvalidInputException.RequireFinite(nameof(parameters), parameters.Span, parameters.Count);
        RequireColumns(nameof(scaling), network.InputWidth, scaling);
    }

    internal static void RequireColumns<T>(string argument, int columns, Scaling<T> scaling)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(scaling, argument);
        InvalidInputException.RequireShape(argument, 1, columns, 1, scaling.Columns);
    }

    /// <summary>A fitted model goes on with samples of the same columns only.</summary>
    internal static void RequireSameNames(
        string argument,
        ImmutableArray<string> expected,
        ImmutableArray<string> actual
    )
    {
        if (!expected.SequenceEqual(actual))
        {
            throw new InvalidInputException(argument, string.Join(", ", expected), string.Join(", ", actual));
        }
    }
}
