using System.Collections.Immutable;
using System.Reflection;
using FunctionalMlp.Data;
using FunctionalMlp.Estimators;
using FunctionalMlp.Losses;
using FunctionalMlp.Training;
using Xunit;

namespace FunctionalMlp.Tests.Estimators;

/// <summary>Held by reflection, so that an option that is added later is held to it too.</summary>
public sealed class EstimatorOptionsTests
{
    /// <summary>A value of each type that is nobody's default.</summary>
    private static readonly Dictionary<Type, object> Values = new()
    {
        [typeof(bool)] = true,
        [typeof(int)] = 7,
        [typeof(long)] = 9L,
        [typeof(double)] = 0.25,
        [typeof(ImmutableArray<int>)] = ImmutableArray.Create(3),
        [typeof(Activation)] = Activation.Tanh,
        [typeof(SoftmaxCrossEntropy)] = Loss.SoftmaxCrossEntropy.WithLabelSmoothing(0.1),
        [typeof(TargetLoss)] = Loss.Poisson,
        [typeof(Initializer)] = Initializer.GlorotUniform,
        [typeof(InputScaling)] = InputScaling.MinMax,
        [typeof(Penalty)] = Penalty.SquaredNorm(7),
        [typeof(Batches)] = Batches.InOrder,
        [typeof(Optimizer)] = Optimizer.Sgd(7),
        [typeof(Metric)] = Metric.Accuracy,
        [typeof(Criterion)] = Criterion.Metric,
        [typeof(EarlyStopping)] = new EarlyStopping { Patience = 7 },
        [typeof(IProgress<TrainingProgress>)] = new Progress<TrainingProgress>(),
        [typeof(CancellationToken)] = new CancellationToken(true),
        [typeof(TimeProvider)] = new StoppedClock(),
    };

    private static readonly EstimatorOptions Standard = new();
    private static readonly PropertyInfo[] Properties = typeof(EstimatorOptions).GetProperties();

    [Fact]
    public void The_order_in_which_options_are_set_does_not_matter()
    {
        Assert.True(Properties.Length > 20);
        foreach (var first in Properties)
        {
            foreach (var second in Properties.Where(property => property != first))
            {
                var options = Set(Set(Standard, first), second);
                Assert.True(options == Set(Set(Standard, second), first), $"{first} and {second}");
                Assert.Equal(Values[first.PropertyType], first.GetValue(options));
            }
        }
    }

    [Fact]
    public void To_set_an_option_changes_no_other()
    {
        foreach (var property in Properties)
        {
            var options = Set(Standard, property);
            Assert.NotEqual(Standard, options);
            foreach (var other in Properties.Where(other => other != property))
            {
                Assert.Equal(other.GetValue(Standard), other.GetValue(options));
            }
        }
    }

    [Fact]
    public void Every_option_of_the_training_is_one_of_the_estimators()
    {
        // The samples are set aside by the estimator: a scaling must not know them.
        foreach (var option in typeof(TrainingOptions).GetProperties().Where(p => p.Name != "ValidationFraction"))
        {
            var property = Properties.Single(property => property.Name == option.Name);
            Assert.Equal(Values[option.PropertyType], option.GetValue(Set(Standard, property).Training));
        }

        Assert.Equal(
            0,
            new EstimatorOptions { ValidationFraction = 0.5 }
                .Training
                .ValidationFraction
        );
    }

    [Fact]
    public void The_defaults_are_those_that_are_documented()
    {
        Assert.Equal((200, 32, 20), (Standard.Epochs, Standard.BatchSize, Standard.EarlyStopping.Patience));
        Assert.Equal(Optimizer.Adam(3e-3).ToString(), Standard.Optimizer.ToString());
        var model = Classifier.Fit(Iris.Load<double>(), Standard with { Epochs = 3, ValidationFraction = 0 });
        Assert.Equal(3, model.History.Length);
    }

    /// <summary>Asked for, it is done by the training loss; the default is meant for samples that are set aside.</summary>
    [Fact]
    public void Early_stopping_is_done_without_samples_set_aside_if_it_is_asked_for()
    {
        var (data, options) = (Iris.Load<double>(), Standard with { ValidationFraction = 0, Epochs = 40 });
        var stopping = new EarlyStopping { Patience = 3, MinDelta = 10 };
        var stopped = Classifier.Fit(data, options with { EarlyStopping = stopping });
        Assert.Equal((TrainingOutcome.StoppedEarly, 4), (stopped.Outcome, stopped.History.Length));
        Assert.Equal(TrainingOutcome.Completed, Classifier.Fit(data, options).Outcome);
        var never = options with { EarlyStopping = EarlyStopping.Never };
        Assert.Equal(Classifier.Fit(data, options), Classifier.Fit(data, never));
        Assert.Equal(Standard.EarlyStopping, options.Training.EarlyStopping with { Patience = 20 });
        Assert.Equal(EarlyStopping.Never, options.Training.EarlyStopping);
        Assert.Equal(20, Standard.Training.EarlyStopping.Patience);
    }

    /// <summary>As an object initialiser does, of C# or of F#: the init accessors, one after the other.</summary>
    private static EstimatorOptions Set(EstimatorOptions options, PropertyInfo property)
    {
        var copy = options with { };
        property.SetValue(copy, Values[property.PropertyType]);
        return copy;
    }

    private sealed class StoppedClock : TimeProvider;
}
