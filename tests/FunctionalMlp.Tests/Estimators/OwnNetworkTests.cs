using FunctionalMlp.Data;
using FunctionalMlp.Estimators;
using FunctionalMlp.Training;
using Xunit;

namespace FunctionalMlp.Tests.Estimators;

/// <summary>Estimators of a network of one's own, of parameters that something else has trained, and of a model that goes on.</summary>
public sealed class OwnNetworkTests
{
    private static readonly Dataset<double> Flowers = Iris.Load<double>();
    private static readonly EstimatorOptions Short = new() { Epochs = 5 };

    private static readonly RegressionDataset<double> Curve = new(
        "curve",
        Batch.WithTargets(
            Samples.Matrix<double>(200, 1, 1),
            Matrix.Create(200, 1, (i, _) => 100 + (30 * Math.Sin(Samples.Matrix<double>(200, 1, 1)[i, 0])))
        ),
        ["x"],
        ["y"]
    );

    private static readonly Network Mixed = Network
        .Input(4)
        .Dense(12, Activation.Tanh)
        .Dropout(0.1)
        .Dense(8, Activation.GELU)
        .Dense(3);

    [Fact]
    public void Each_layer_has_an_activation_and_a_dropout_of_its_own()
    {
        using var folder = new TemporaryFolder();
        var model = Classifier.Fit(Flowers, Mixed, new EstimatorOptions { Epochs = 60 });
        Assert.Equal(Mixed, model.Network);
        Assert.InRange(model.Evaluate(Flowers.Samples).Accuracy, 0.9, 1);
        model.Save(folder["model"]);
        var loaded = Classifier.Load<double>(folder["model"]);
        Assert.Equal(model, loaded);
        Assert.Equal(model.Probabilities(Flowers.Samples.Inputs), loaded.Probabilities(Flowers.Samples.Inputs));

        var network = Network.Input(1).Dense(10, Activation.Tanh).Dense(10, Activation.SiLU).Dense(1);
        var regressor = Regressor.Fit(Curve, network, new EstimatorOptions { Epochs = 100 });
        Assert.Equal(network, regressor.Network);
        Assert.InRange(regressor.Evaluate(Curve.Samples).RSquared, 0.95, 1);
    }

    /// <summary>One way to fit: the options' layers are a network like any other.</summary>
    [Fact]
    public void The_network_of_the_options_gives_the_same_bits()
    {
        var network = Network.Input(4).Dense(64, Activation.ReLU).Dense(3);
        Assert.Equal(Classifier.Fit(Flowers, Short), Classifier.Fit(Flowers, network, Short));
        network = Network.Input(1).Dense(64, Activation.ReLU).Dense(1);
        Assert.Equal(Regressor.Fit(Curve, Short), Regressor.Fit(Curve, network, Short));
    }

    [Fact]
    public void A_network_that_does_not_fit_is_refused()
    {
        foreach (var network in new[] { Network.Input(3).Dense(3), Network.Input(4).Dense(2), Network.Input(4) })
        {
            Samples.Fails(
                () => Classifier.Fit(Flowers, network, Short),
                "network",
                "4 inputs and 3 outputs",
                $"{network}"
            );
            Samples.Fails(() => Regressor.Fit(Curve, network, Short), "network", "1 inputs and 1 outputs", "");
        }

        var square = Samples.Matrix<double>(9, 3, 1);
        var data = Dataset.Create("square", square, "abcabcabc".Select(name => $"{name}"), ["x", "y", "z"]);
        Samples.Fails(() => Classifier.Fit(data, Network.Input(3), Short), "network.Layers", "at least 1", "0");
        var dropping = Network.Input(4).Dense(3).Dropout(0.5);
        Samples.Fails(() => Classifier.Fit(Flowers, dropping, Short), "network", "without dropout", "dropout 0.5");
    }

    [Fact]
    public void Layers_are_given_once()
    {
        void Refused(EstimatorOptions options, string argument, string actual)
        {
            Samples.Fails(() => Classifier.Fit(Flowers, Mixed, options), argument, "default", actual);
            var network = Network.Input(1).Dense(1);
            Samples.Fails(() => Regressor.Fit(Curve, network, options), argument, "default", actual);
        }

        Refused(Short with { HiddenWidths = [10, 5] }, "options.HiddenWidths", "10, 5");
        Refused(Short with { Activation = Activation.Tanh }, "options.Activation", "tanh");
        Refused(Short with { Dropout = 0.25 }, "options.Dropout", "0.25");
        Refused(Short with { InputDropout = 0.25 }, "options.InputDropout", "0.25");
    }

    [Fact]
    public void What_another_method_has_trained_becomes_a_classifier()
    {
        using var folder = new TemporaryFolder();
        var network = Network.Input(4).Dense(10, Activation.Tanh).Dense(3);
        var scaling = Scaling.Standardize(Flowers.Samples.Inputs);
        var scaled = Batch.Labelled(scaling.Apply(Flowers.Samples.Inputs), Flowers.Samples.Labels.AsSpan());
        var objective = Objective.SoftmaxCrossEntropy(network).With(Penalty.SquaredNorm(1e-3));
        var start = network.Initialize<double>(Initializer.GlorotUniform, 1);
        var θ = Lbfgs.Minimize(objective, start, scaled, new LbfgsOptions()).State.Parameters;
        var model = Classifier.Create(network, θ, scaling, Flowers.FeatureNames, Flowers.ClassNames);
        Assert.Equal(Metrics.Accuracy(network, θ, scaled), model.Evaluate(Flowers.Samples).Accuracy);
        Assert.Equal("setosa", model.PredictOne(Flowers.Samples.Inputs.Row(0)));
        Assert.Empty(model.History);
        model.WithNote("trained by", "L-BFGS").Save(folder["model"]);
        Assert.Equal(model, Classifier.Load<double>(folder["model"]));
    }

    [Fact]
    public void What_another_method_has_trained_becomes_a_regressor()
    {
        using var folder = new TemporaryFolder();
        var network = Network.Input(1).Dense(8, Activation.Tanh).Dense(1);
        var (inputs, targets) = (Curve.Samples.Inputs, Curve.Samples.Targets);
        var (scaling, ofTargets) = (Scaling.Standardize(inputs), Scaling.Standardize(targets));
        var scaled = Batch.WithTargets(scaling.Apply(inputs), ofTargets.Apply(targets));
        var objective = Objective.Create(network, Loss.SquaredError);
        var start = network.Initialize<double>(Initializer.GlorotUniform, 1);
        var θ = Lbfgs.Minimize(objective, start, scaled, new LbfgsOptions()).State.Parameters;
        var model = Regressor.Create(network, Loss.SquaredError, θ, scaling, ofTargets, ["x"], ["y"]);
        Assert.InRange(model.Evaluate(Curve.Samples).RSquared, 0.999, 1);
        model.Save(folder["model"]);
        Assert.Equal(model, Regressor.Load<double>(folder["model"]));
        Samples.Fails(
            () => Regressor.Create(network, Loss.SquaredError, θ, scaling, Scaling.None<double>(2), ["x"], ["y"]),
            "targetScaling",
            "1×1",
            "1×2"
        );
    }

    [Fact]
    public void Parts_that_do_not_make_a_model_are_refused()
    {
        var model = Classifier.Fit(Flowers, Short);
        var (θ, scaling, none) = (model.Parameters, model.Scaling, Scaling.None<double>(3));
        var (features, classes) = (Flowers.FeatureNames, Flowers.ClassNames);
        void Refused(Action action, string argument, string expected, string actual) =>
            Samples.Fails(action, argument, expected, actual);
        Refused(() => Classifier.Create(Mixed, θ, scaling, features, classes), "parameters", "4-12-8-3", "4-64-3");
        Refused(() => Classifier.Create(model.Network, θ, none, features, classes), "scaling", "1×4", "1×3");
        Refused(
            () => Classifier.Create(model.Network, θ, scaling, ["x"], classes),
            "network",
            "1 inputs and 3 outputs",
            "4 →"
        );
        Refused(
            () => Classifier.Create(model.Network, θ, scaling, features, ["a", "b", "a"]),
            "classNames",
            "once",
            "\"a\" twice"
        );
        var infinite = θ.Map(_ => double.PositiveInfinity);
        Refused(
            () => Classifier.Create(model.Network, infinite, scaling, features, classes),
            "parameters",
            "finite",
            "Infinity"
        );
    }

    [Fact]
    public void A_classifier_goes_on_with_its_scaling_and_names()
    {
        var half = Classifier.Fit(Flowers, Short).WithNote("unit", "cm");
        var model = half.Continue(Flowers, Short);
        Assert.Equal((half.Network, half.Scaling, "cm"), (model.Network, model.Scaling, model.Notes["unit"]));
        Assert.Equal(Enumerable.Range(1, 10), model.History.Select(epoch => epoch.Number));
        Assert.Equal(half.History, model.History.Take(5));
        Assert.True(model.History[^1].ValidationLoss < half.History[^1].ValidationLoss);
        Assert.Equal(model, half.Continue(Flowers, Short));

        // It starts where the other has ended, and the numbers of the epochs go on: other batches.
        var aside = Partition.Stratified(Flowers.Samples.Labels, 0.85, Short.Seed);
        var train = Flowers.Select(aside.Train).Samples;
        var scaled = Batch.Labelled(half.Scaling.Apply(train.Inputs), train.Labels.AsSpan());
        var objective = Objective.SoftmaxCrossEntropy(half.Network).With(Short.Penalty);
        var state = Short.Optimizer.Initialize(half.Parameters);
        var options = new TrainingOptions
        {
            Epochs = 5,
            BatchSize = 32,
            Optimizer = Short.Optimizer,
        };
        var resumed = Trainer.Resume(objective, new Checkpoint<double>(half.Parameters, state, 5), scaled, options);
        Assert.Equal(resumed.History.Select(epoch => epoch.Loss), model.History.Skip(5).Select(epoch => epoch.Loss));
    }

    [Fact]
    public void More_samples_may_lack_a_class_but_bring_no_new_one()
    {
        var model = Classifier.Fit(Flowers, Short);
        var (inputs, names) = (Flowers.Samples.Inputs, Flowers.FeatureNames);
        int[] last = [.. Enumerable.Range(100, 50)];
        var more = Dataset.Create("more", inputs.SelectRows(last), last.Select(_ => "virginica"), names);
        var options = Short with { ValidationFraction = 0, Epochs = 50 };
        Assert.All(model.Continue(more, options).Predict(more.Samples.Inputs), name => Assert.Equal("virginica", name));
        var other = Dataset.Create("other", inputs.SelectRows(last), last.Select(_ => "rose"), names);
        Samples.Fails(() => model.Continue(other, options), "data.ClassNames", "versicolor", "\"rose\"");
        var renamed = Dataset.Create(
            "other",
            inputs,
            Flowers.Samples.Labels.Select(_ => "setosa"),
            ["a", "b", "c", "d"]
        );
        Samples.Fails(() => model.Continue(renamed, options), "data.FeatureNames", names[0], "a, b, c, d");
    }

    [Fact]
    public void A_regressor_goes_on_with_its_scalings_and_loss()
    {
        var options = Short with { ExactLoss = true, Metric = Metric.RSquared, ValidationFraction = 0 };
        var half = Regressor.Fit(Curve, options with { RegressionLoss = Loss.Huber(0.5) });
        using var folder = new TemporaryFolder();
        half.Save(folder["model"]);
        var model = half.Continue(Curve.Select([.. Enumerable.Range(0, 100)]), options);
        Assert.Equal((half.Scaling, half.TargetScaling), (model.Scaling, model.TargetScaling));
        Assert.Equal("huber(0.5)", model.Loss.Name);
        Assert.Equal(Enumerable.Range(0, 11), model.History.Select(epoch => epoch.Number));
        var loaded = Regressor.Load<double>(folder["model"]).Continue(Curve, options);
        Assert.Equal(Enumerable.Range(0, 6), loaded.History.Select(epoch => epoch.Number));
        Assert.Equal(half.Evaluate(Curve.Samples).RSquared, loaded.History[0].Metric);
        var renamed = new RegressionDataset<double>("other", Curve.Samples, ["x"], ["z"]);
        Samples.Fails(() => half.Continue(renamed, options), "data.TargetNames", "y", "z");
    }
}
