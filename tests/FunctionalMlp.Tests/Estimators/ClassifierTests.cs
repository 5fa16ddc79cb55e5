using FunctionalMlp.Data;
using FunctionalMlp.Estimators;
using FunctionalMlp.Persistence;
using FunctionalMlp.Training;
using Xunit;

namespace FunctionalMlp.Tests.Estimators;

public sealed class ClassifierTests
{
    private static readonly Dataset<double> Iris = FunctionalMlp.Data.Iris.Load<double>();
    private static readonly Partition Halves = Partition.Stratified(Iris.Samples.Labels, 0.7, 1);
    private static readonly Dataset<double> Train = Iris.Select(Halves.Train);
    private static readonly Batch<double> Test = Iris.Select(Halves.Test).Samples;
    private static readonly Classifier<double> Model = Classifier.Fit(Train);

    [Fact]
    public void The_defaults_are_good()
    {
        var report = Model.Evaluate(Test);
        Assert.InRange(report.Accuracy, 0.9, 1);
        Assert.InRange(report.RocAuc, 0.97, 1);
        Assert.InRange(report.LogLoss, 0, 0.3);
        Assert.Equal(Test.Count, report.Confusion.Count);
        Assert.Contains("virginica", report.ToString(), StringComparison.Ordinal);
        Assert.InRange(Model.History.Length, 2, 200);
    }

    /// <summary>The paper's 4-10-3 network.</summary>
    [Fact]
    public void Ten_times_tenfold_cross_validation_on_Iris_reaches_096()
    {
        var options = new EstimatorOptions
        {
            HiddenWidths = [10],
            Penalty = Penalty.SquaredNorm(3e-3),
            ValidationFraction = 0,
            Epochs = 100,
            BatchSize = 16,
            Optimizer = Optimizer.Adam(1e-2),
        };
        var accuracies = Enumerable
            .Range(1, 10)
            .SelectMany(seed => Classifier.CrossValidate(Iris, 10, options with { Seed = seed }))
            .Select(report => report.Accuracy)
            .ToArray();
        Assert.Equal(100, accuracies.Length);
        Assert.InRange(accuracies.Average(), 0.96, 1);
    }

    [Fact]
    public void A_seed_fixes_everything()
    {
        Assert.Equal(Model, Classifier.Fit(Train));
        Assert.NotEqual(Model, Classifier.Fit(Train, new EstimatorOptions { Seed = 2 }));
    }

    [Fact]
    public void The_scaling_knows_only_what_is_trained_on()
    {
        var options = new EstimatorOptions
        {
            Seed = 5,
            ValidationFraction = 0.3,
            Epochs = 1,
        };
        var model = Classifier.Fit(Train, options);
        var trained = Partition.Stratified(Train.Samples.Labels, 0.7, 5).Train;
        Assert.Equal(Scaling.Standardize(Train.Select(trained).Samples.Inputs), model.Scaling);
        var minMax = Classifier.Fit(Train, options with { ValidationFraction = 0, Scaling = InputScaling.MinMax });
        Assert.Equal(Scaling.MinMax(Train.Samples.Inputs), minMax.Scaling);
    }

    [Fact]
    public void Predicts_labels_names_and_probabilities()
    {
        var labels = Model.Classify(Test.Inputs);
        Assert.Equal(labels.Select(label => Iris.ClassNames[label]), Model.Predict(Test.Inputs));
        Assert.Equal(Model.Predict(Test.Inputs)[3], Model.PredictOne(Test.Inputs.Row(3)));
        var probabilities = Model.Probabilities(Test.Inputs);
        for (var row = 0; row < Test.Count; row++)
        {
            Assert.Equal(1, probabilities.Row(row).ToArray().Sum(), 1e-12);
            Assert.Equal(probabilities.Row(row).ToArray().Max(), probabilities[row, labels[row]]);
        }
    }

    [Fact]
    public void Petals_matter_more_than_sepals()
    {
        var importance = Model.Importance(Test);
        Assert.Equal([0, 1, 2, 3], importance.Select(feature => feature.Feature));
        Assert.True(importance[2].Mean + importance[3].Mean > importance[0].Mean + importance[1].Mean);
    }

    [Fact]
    public void A_loaded_model_predicts_the_same_bits()
    {
        using var folder = new TemporaryFolder();
        Model.WithNote("made of", "Iris").Save(folder["model"]);
        var loaded = Classifier.Load<double>(folder["model"]);
        Assert.Equal(Model, loaded);
        Assert.Equal(Model.GetHashCode(), loaded.GetHashCode());
        Assert.Equal("Iris", loaded.Notes["made of"]);
        Assert.Equal(
            Model.Probabilities(Test.Inputs).Span.ToArray().Select(BitConverter.DoubleToInt64Bits),
            loaded.Probabilities(Test.Inputs).Span.ToArray().Select(BitConverter.DoubleToInt64Bits)
        );
        Assert.Equal(Model.Parameters, NetworkFile.Load<double>(folder["model"]).Parameters);
    }

    [Fact]
    public void A_divergence_is_told_and_leaves_a_finite_model()
    {
        var model = Classifier.Fit(Train, new EstimatorOptions { Optimizer = Optimizer.Sgd(1e200), Epochs = 5 });
        Assert.Equal(TrainingOutcome.Diverged, model.Outcome);
        Assert.All(model.Parameters.Span.ToArray(), value => Assert.True(double.IsFinite(value)));
        Assert.NotEqual(TrainingOutcome.Diverged, Model.Outcome);
    }

    [Fact]
    public void Works_in_float_too()
    {
        using var folder = new TemporaryFolder();
        var data = FunctionalMlp.Data.Iris.Load<float>();
        var model = Classifier.Fit(data, new EstimatorOptions { Epochs = 5 });
        model.Save(folder["model"]);
        Assert.Equal(model, Classifier.Load<float>(folder["model"]));
    }

    [Fact]
    public void Files_of_other_kinds_are_refused()
    {
        using var folder = new TemporaryFolder();
        NetworkFile.Save(folder["network"], Model.Network, Model.Parameters);
        var exception = Assert.Throws<InvalidFileException>(() => Classifier.Load<double>(folder["network"]));
        Assert.Equal("a classifier of this library", exception.Expected);

        Model.Save(folder["model"]);
        var file = Safetensors.Load(folder["model"]);
        file.With("classes", """["one"]""").Save(folder["classes"]);
        Assert.Throws<InvalidFileException>(() => Classifier.Load<double>(folder["classes"]));
        file.With("scaling", """{"shift":[0],"scale":[1]}""").Save(folder["scaling"]);
        Assert.Throws<InvalidFileException>(() => Classifier.Load<double>(folder["scaling"]));
        file.With("scaling", """{"shift":[0,0,0,0],"scale":[1,1,1,0]}""").Save(folder["zero"]);
        Assert.Throws<InvalidFileException>(() => Classifier.Load<double>(folder["zero"]));
    }

    [Fact]
    public void Dropout_goes_into_training_and_not_into_predictions()
    {
        var options = new EstimatorOptions
        {
            InputDropout = 0.1,
            Dropout = 0.2,
            Epochs = 20,
        };
        var model = Classifier.Fit(Train, options);
        Assert.Equal("4, dropout 0.1 → 64 relu, dropout 0.2 → 3 identity", model.Network.ToString());
        Assert.Equal(model, Classifier.Fit(Train, options));
        Assert.NotEqual(model.Parameters, Classifier.Fit(Train, options with { InputDropout = 0 }).Parameters);
        var plain = Network.Input(4).Dense(64, Activation.ReLU).Dense(3);
        var logits = plain.Apply(model.Parameters, model.Scaling.Apply(Test.Inputs));
        Assert.Equal(Softmax.Apply(logits), model.Probabilities(Test.Inputs));
        Assert.InRange(model.Evaluate(Test).Accuracy, 0.85, 1);
        Samples.Fails(
            () => Classifier.Fit(Train, options with { InputDropout = 1 }),
            "options.InputDropout",
            "below 1",
            "1"
        );
        Samples.Fails(() => Classifier.Fit(Train, options with { Dropout = 2 }), "options.Dropout", "below 1", "2");
    }

    /// <summary>Thirty samples of ten classes: three of each, of which 0.15 would be none.</summary>
    [Fact]
    public void Many_small_classes_are_fitted_by_default()
    {
        var classes = Enumerable.Range(0, 30).Select(i => $"{i % 10}");
        var data = Dataset.Create("small", Samples.Matrix<double>(30, 2, 1), classes, ["a", "b"]);
        Assert.NotEmpty(Classifier.Fit(data).History);
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        Samples.Fails(() => Model.Predict(Matrix.Zeros<double>(1, 3)), "inputs", "1×4", "1×3");
        Samples.Fails(() => Model.Probabilities(Matrix.Zeros<double>(1, 3)), "inputs", "1×4", "1×3");
        Assert.Throws<ArgumentNullException>("name", () => Model.WithNote(null!, "text"));
        Assert.Throws<ArgumentNullException>("text", () => Model.WithNote("name", null!));
        Samples.Fails(
            () => Classifier.Fit(Train, new EstimatorOptions { ValidationFraction = -1 }),
            "options.ValidationFraction",
            "below 1",
            "-1"
        );
        Samples.Fails(
            () => Classifier.Fit(Train, new EstimatorOptions { HiddenWidths = [0] }),
            "options.HiddenWidths",
            "at least 1",
            "0"
        );
        Samples.Fails(
            () => Classifier.Fit(Train, new EstimatorOptions { HiddenWidths = default }),
            "options.HiddenWidths",
            "an array, empty or not",
            "default"
        );
        foreach (
            var options in new Func<EstimatorOptions>[]
            {
                () =>
                    new() { Activation = null! },
                () =>
                    new() { ClassificationLoss = null! },
                () =>
                    new() { Initializer = null! },
                () =>
                    new() { Penalty = null! },
                () =>
                    new() { Optimizer = null! },
                () =>
                    new() { Progress = null! },
            }
        )
        {
            Assert.Throws<ArgumentNullException>(() => Classifier.Fit(Train, options()));
        }

        var unlabelled = Batch.WithTargets(Test.Inputs, Test.Inputs);
        Samples.Fails(() => Model.Evaluate(unlabelled), "batch", "class labels", "one without");
    }
}
