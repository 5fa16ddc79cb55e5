using System.Collections.Immutable;
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

    internal static TrainingResult<T> Train<T>(
        Network network,
        Loss loss,
        Batch<T> train,
        ImmutableArray<Batch<T>> validation,
        EstimatorOptions options
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var objective = Objective.Create(network, loss).With(options.Penalty);
        var initial = network.Initialize<T>(options.Initializer, options.Seed);
        var training = options.Training;
        return validation.IsEmpty
            ? Trainer.Fit(objective, initial, train, training with { EarlyStopping = EarlyStopping.Never })
            : Trainer.Fit(objective, initial, train, validation[0], training);
    }
}
