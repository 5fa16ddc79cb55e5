using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using FunctionalMlp.Estimators;
using FunctionalMlp.Tests.Data;
using Xunit;

namespace FunctionalMlp.Tests.Conventions;

/// <summary>The scripts in src/Scripts, run as a user runs them, on a small budget.</summary>
public sealed class ScriptTests
{
    [Fact]
    public async Task Paper_leaves_its_facts_and_its_report()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output, error) = await Script.Run("paper.fsx", folder["."]);
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains("Held-out accuracy", output, StringComparison.Ordinal);
        var json = JsonDocument.Parse(File.ReadAllText(folder["paper.json"])).RootElement;

        var equations = json.GetProperty("equations").EnumerateArray().ToArray();
        Assert.All(equations, equation => Assert.True(equation.GetProperty("holds").GetBoolean()));
        Assert.All(equations, equation => Assert.Contains('.', equation.GetProperty("implementation").GetString()!));
        var numbers = equations.Select(equation => equation.GetProperty("number").GetString()).ToArray();
        Assert.All(Enumerable.Range(1, 20), number => Assert.Contains($"({number})", numbers));
        var exact = equations.Where(e => e.GetProperty("witnesses").GetProperty("exact").GetString() == "proved");
        Assert.True(exact.Count() >= 20);

        var slips = json.GetProperty("slips")
            .EnumerateArray()
            .Where(slip => slip.GetProperty("kind").GetString() == "slip");
        Assert.True(slips.Count() >= 15);
        Assert.All(slips, slip => Assert.NotEqual("", slip.GetProperty("refutation").GetString()));
        Assert.Equal(5, json.GetProperty("derivations").GetArrayLength());
        var mutants = json.GetProperty("mutants");
        Assert.True(mutants.GetProperty("tried").GetInt32() > 100);
        Assert.Equal(mutants.GetProperty("tried").GetInt32(), mutants.GetProperty("refuted").GetInt32());
        var training = json.GetProperty("training");
        Assert.Equal([4, 10, 3], training.GetProperty("widths").Integers());
        Assert.True(training.GetProperty("finalLoss").GetDouble() < training.GetProperty("initialLoss").GetDouble());
        Assert.InRange(training.GetProperty("testAccuracy").GetDouble(), 0.95, 1);

        var report = File.ReadAllText(folder["report.html"]);
        Assert.All(
            numbers,
            number => Assert.Contains(WebUtility.HtmlEncode(number)!, report, StringComparison.Ordinal)
        );
        Assert.Contains("<svg", report, StringComparison.Ordinal);
        Assert.DoesNotMatch("<(script|link|img)", report);
    }

    [Fact]
    public async Task Iris_prints_the_accuracy_of_its_cross_validation()
    {
        var (exitCode, output, error) = await Script.Run("iris.fsx", "1");
        Assert.Equal((0, ""), (exitCode, error));
        var mean = Regex.Match(output, @"Mean accuracy of 1 × 10 folds: (\d\.\d+)").Groups[1].Value;
        Assert.InRange(double.Parse(mean, CultureInfo.InvariantCulture), 0.94, 1);
    }

    /// <summary>By default dotnet run first fetches the compiler that publishing would need.</summary>
    [Fact]
    public void File_based_apps_need_no_package() =>
        Assert.All(
            Repository.Sources(".cs").Where(file => file.Contains("/Scripts/", StringComparison.Ordinal)),
            file => Assert.Contains("#:property PublishAot=false", File.ReadLines(file))
        );

    [Fact]
    public async Task Iris_is_a_file_based_app_in_CSharp_too()
    {
        var (exitCode, output, error) = await Script.Run("iris.cs");
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains("Most likely versicolor.", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Too few arguments, or too many.", CsvScriptTests.Usage, "a.csv")]
    [InlineData("EPOCHS", CsvScriptTests.Usage, "a.csv", "a", ".", "abc")]
    [InlineData(
        "Only one of regression, classification can be meant.",
        CsvScriptTests.Usage,
        "a.csv",
        "a",
        "regression",
        "classification"
    )]
    [InlineData("EPOCHS", "fashion.fsx [validate] [EPOCHS] [FOLDER] [JSON]", "validate", "abc")]
    [InlineData("EPOCHS", "regression.fsx [EPOCHS] [HTML]", "0")]
    public async Task Scripts_say_what_they_take(string problem, string usage, params string[] arguments)
    {
        if (!problem.EndsWith('.'))
        {
            problem += $": expected a whole number, 1 or more, but got \"{arguments[^1]}\".";
        }

        var (exitCode, _, error) = await Script.Run(usage.Split(' ')[0], arguments);
        Assert.Equal((2, $"{problem}\nUsage: dotnet fsi src/Scripts/{usage}"), (exitCode, error.Trim()));
    }

    [Fact]
    public async Task A_divergence_is_told_on_the_console_and_in_the_report()
    {
        using var folder = new TemporaryFolder();
        var regression = File.ReadAllText(Repository.Path("src/Scripts/regression.fsx"))
            .Replace("#I \"..", $"#I \"{Repository.Path("src")}", StringComparison.Ordinal)
            .Replace("Optimizer.Adam 1e-2", "Optimizer.Sgd 1e9", StringComparison.Ordinal);
        var script = folder.WriteText("regression.fsx", regression);
        var (exitCode, output, error) = await Script.Run(script, "5", folder["curve.html"]);
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains("Warning: the training diverged.", output, StringComparison.Ordinal);
        Assert.Contains(
            "Warning: the training diverged.",
            File.ReadAllText(folder["curve.html"]),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Regression_reports_its_error()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output, error) = await Script.Run("regression.fsx", "20", folder["curve.html"]);
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains("root mean squared error", output, StringComparison.Ordinal);
        Assert.Contains("curve.html", folder.Names);
        Assert.Equal(["y"], Regressor.Load<double>(folder["curve.safetensors"]).TargetNames);
    }

    [Fact]
    public async Task Fashion_leaves_its_figures()
    {
        using var folder = new TemporaryFolder();
        byte[] labels = [.. Enumerable.Range(0, 100).Select(i => (byte)(i % 10))];
        FashionMnistTests.Write(folder, "train", labels);
        FashionMnistTests.Write(folder, "t10k", labels);
        var (exitCode, _, error) = await Script.Run("fashion.fsx", "1", folder["."], folder["fashion.json"]);
        Assert.Equal((0, ""), (exitCode, error));
        var json = JsonDocument.Parse(File.ReadAllText(folder["fashion.json"])).RootElement;
        Assert.Equal([784, 256, 128, 100, 10], json.GetProperty("widths").Integers());
        var accuracies = json.GetProperty("testAccuracy").Doubles();
        Assert.Equal(3, accuracies.Length);
        Assert.Equal(accuracies.Average(), json.GetProperty("mean").GetDouble(), 1e-12);
        Assert.True(json.GetProperty("seconds").GetDouble() > 0);
    }

    /// <summary>There is no test part, so none is read.</summary>
    [Fact]
    public async Task Fashion_shows_what_each_choice_was_made_from()
    {
        using var folder = new TemporaryFolder();
        FashionMnistTests.Write(folder, "train", [.. Enumerable.Range(0, 100).Select(i => (byte)(i % 10))]);
        var (exitCode, output, error) = await Script.Run(
            "fashion.fsx",
            "validate",
            "1",
            folder["."],
            folder["choices.json"]
        );
        Assert.Equal((0, ""), (exitCode, error));
        var json = JsonDocument.Parse(File.ReadAllText(folder["choices.json"])).RootElement;
        var choices = json.GetProperty("choices").EnumerateArray().ToArray();
        string[] names = ["step size", "weight decay", "batch size", "epochs", "dropout"];
        Assert.Empty(names.Except(choices.Select(choice => choice.GetProperty("choice").GetString()!)));
        foreach (var choice in choices)
        {
            var name = choice.GetProperty("choice").GetString()!;
            var values = choice.GetProperty("candidates").EnumerateArray().ToArray();
            Assert.Single(values, value => value.GetProperty("isChosen").GetBoolean());
            Assert.True(values.Length >= 2, $"{name} has no rival.");
            Assert.All(values, value => Assert.Equal(3, value.GetProperty("accuracies").Doubles().Length));
            Assert.Equal(values.Length, Regex.Count(output, $@"(?m)^{name} .* [01]\.\d{{4}}[ *] (chosen|[+-]0\.)"));
            Assert.Matches($@"(?m)^{name} .* [01]\.\d{{4}}\*", output);
            Assert.Contains(choice.GetProperty("verdict").GetString()!, output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Fashion_names_the_package_that_is_missing()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, _, error) = await Script.Run("fashion.fsx", "1", folder["nowhere"], folder["fashion.json"]);
        Assert.Equal(1, exitCode);
        Assert.Contains("apt-get install dataset-fashion-mnist", error, StringComparison.Ordinal);
        Assert.Empty(folder.Names);
    }
}
