using FunctionalMlp.Data;
using FunctionalMlp.Estimators;
using Xunit;

namespace FunctionalMlp.Tests.Estimators;

public sealed class RegressorTests
{
    private sealed record Point(double X, double Y);

    /// <summary>Two targets of very different units: a sine of one input, and thousands of the product of both.</summary>
    private static readonly RegressionDataset<double> Data = RegressionDataset.FromRecords<Point, double>(
        "surface",
        Enumerable
            .Range(0, 400)
            .Select(i => new Point(new RandomNumbers(1).Normal(2 * i), new RandomNumbers(1).Normal((2 * i) + 1))),
        targets: [new("sine", p => Math.Sin(2 * p.X)), new("product", p => (1000 * p.X * p.Y) + 5000)],
        features: [new("x", p => p.X), new("y", p => p.Y)]
    );

    private static readonly Partition Parts = Partition.Random(400, 0.8, 1);
    private static readonly Batch<double> Test = Data.Select(Parts.Test).Samples;
    private static readonly Regressor<double> Model = Regressor.Fit(Data.Select(Parts.Train));

    [Fact]
    public void The_defaults_are_good()
    {
        var report = Model.Evaluate(Test);
        Assert.InRange(report.RSquared, 0.9, 1);
        Assert.Contains("R²", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_seed_fixes_everything()
    {
        var options = new EstimatorOptions { Epochs = 3 };
        Assert.Equal(Regressor.Fit(Data, options), Regressor.Fit(Data, options));
        Assert.NotEqual(Regressor.Fit(Data, options), Regressor.Fit(Data, options with { Seed = 2 }));
    }

    [Fact]
    public void Scalings_know_only_what_is_trained_on()
    {
        var options = new EstimatorOptions { ValidationFraction = 0.25, Epochs = 1 };
        var model = Regressor.Fit(Data, options);
        var trained = Data.Select(Partition.Random(400, 0.75, 1).Train).Samples;
        Assert.Equal(Scaling.Standardize(trained.Inputs), model.Scaling);
        Assert.Equal(Scaling.Standardize(trained.Targets), model.TargetScaling);
    }

    [Fact]
    public void One_sample_is_predicted_as_among_many() =>
        Assert.Equal(Model.Predict(Test.Inputs).Row(7), Model.PredictOne(Test.Inputs.Row(7)).Span);

    [Fact]
    public void Cross_validation_judges_each_fold_by_the_others()
    {
        var options = new EstimatorOptions { Seed = 3, Epochs = 40 };
        var reports = Regressor.CrossValidate(Data, 4, options);
        Assert.Equal(4, reports.Length);
        Assert.All(reports, report => Assert.InRange(report.RSquared, 0.7, 1));
        var fold = Partition.Folds(400, 4, 3)[2];
        Assert.Equal(
            Regressor.Fit(Data.Select(fold.Train), options).Evaluate(Data.Select(fold.Test).Samples),
            reports[2]
        );
        Samples.Fails(() => Regressor.CrossValidate(Data, 1, options), "folds", "at least 2", "1");
    }

    [Fact]
    public void Both_inputs_matter() =>
        Assert.All(Model.Importance(Test), feature => Assert.InRange(feature.Mean, 0.2, 3));

    [Fact]
    public void A_loaded_model_predicts_the_same_bits()
    {
        using var folder = new TemporaryFolder();
        Model.WithNote("unit", "cm").Save(folder["model"]);
        var loaded = Regressor.Load<double>(folder["model"]);
        Assert.Equal(Model, loaded);
        Assert.Equal(Model.GetHashCode(), loaded.GetHashCode());
        Assert.Equal("cm", loaded.Notes["unit"]);
        Assert.Equal(
            Model.Predict(Test.Inputs).Span.ToArray().Select(BitConverter.DoubleToInt64Bits),
            loaded.Predict(Test.Inputs).Span.ToArray().Select(BitConverter.DoubleToInt64Bits)
        );
        Assert.Throws<InvalidFileException>(() => Classifier.Load<double>(folder["model"]));
        Assert.Throws<InvalidFileException>(() => Regressor.Load<float>(folder["model"]));
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        Samples.Fails(() => Model.Predict(Matrix.Zeros<double>(1, 3)), "inputs", "1×2", "1×3");
        Assert.Throws<ArgumentNullException>("name", () => Model.WithNote(null!, "text"));
        Assert.Throws<ArgumentNullException>("text", () => Model.WithNote("name", null!));
        Samples.Fails(
            () => Model.Evaluate(Samples.Batch<double>(3, 2, 2, 1)),
            "batch",
            "target values",
            "class labels"
        );
    }
}
