using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using FunctionalMlp.Data;
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
        var (exitCode, output, error) = await Run("paper.fsx", folder["."]);
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
        var (exitCode, output, error) = await Run("iris.fsx", "1");
        Assert.Equal((0, ""), (exitCode, error));
        var mean = Regex.Match(output, @"Mean accuracy of 1 × 10 folds: (\d\.\d+)").Groups[1].Value;
        Assert.InRange(double.Parse(mean, CultureInfo.InvariantCulture), 0.94, 1);
    }

    [Fact]
    public void Iris_is_a_file_based_app_in_CSharp_too() =>
        Assert.Contains(
            "Most likely versicolor.",
            CSharpProgram.Run(File.ReadAllText(Repository.Path("src/Scripts/iris.cs"))),
            StringComparison.Ordinal
        );

    [Fact]
    public void Csv_is_a_file_based_app_in_CSharp_too()
    {
        using var folder = new TemporaryFolder();
        var file = WriteFlowers(folder);
        var output = CSharpProgram.Run(File.ReadAllText(Repository.Path("src/Scripts/csv.cs")), file, "species");
        Assert.Contains("balanced accuracy", output, StringComparison.Ordinal);
        var model = Classifier.Load<double>(folder["flowers.safetensors"]);
        Assert.InRange(Right(model, file), 130, 150);
    }

    [Fact]
    public async Task Csv_leaves_a_model_and_a_report()
    {
        using var folder = new TemporaryFolder();
        var file = WriteFlowers(folder);
        var (exitCode, output, error) = await Run("csv.fsx", file, "species", folder["."], "40");
        Assert.Equal((0, ""), (exitCode, error));
        var model = Classifier.Load<double>(folder["flowers.safetensors"]);
        Assert.Equal(["petal length", "petal width", "colour = a, b", "colour = c"], model.FeatureNames);
        Assert.InRange(Right(model, file), 130, 150);
        var report = await File.ReadAllTextAsync(folder["flowers.html"], TestContext.Current.CancellationToken);
        foreach (var part in new[] { "Confusion matrix", "Learning curves", "<svg", "versicolor", "petal width" })
        {
            Assert.Contains(part, report, StringComparison.Ordinal);
        }

        Assert.DoesNotMatch("<(script|link|img)", report);
        Assert.Contains("balanced accuracy", output, StringComparison.Ordinal);
    }

    /// <summary>A column with missing values, one with categories and quotes, a target of text.</summary>
    private static string WriteFlowers(TemporaryFolder folder)
    {
        var iris = Iris.Load<double>();
        var lines = Enumerable
            .Range(0, iris.Samples.Count)
            .Select(i =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(i % 20 == 7 ? "NA" : iris.Samples.Inputs[i, 2])},{iris.Samples.Inputs[i, 3]},\"{(i % 2 == 0 ? "a, b" : "c")}\",{iris.ClassNames[iris.Samples.Labels[i]]}"
                )
            );
        string[] all = ["petal length,petal width,colour,species", .. lines];
        return folder.WriteText("flowers.csv", string.Join('\n', all));
    }

    /// <summary>The note makes the inputs, so that the model can be used on other files of this kind.</summary>
    private static int Right(Classifier<double> model, string file)
    {
        var table = CsvTable.Read(file);
        var inputs = TableEncoding.FromJson(model.Notes["table"]).Inputs<double>(table);
        return model.Predict(inputs).Where((name, row) => name == table[row, "species"]).Count();
    }

    [Fact]
    public async Task Csv_says_which_columns_there_are()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, _, error) = await Run("csv.fsx", folder.WriteText("file.csv", "a,b\n1,2\n"), "c");
        Assert.Equal(1, exitCode);
        Assert.Equal($"column: expected one of \"a\", \"b\" in {folder["file.csv"]}, but got \"c\".", error.Trim());
    }

    /// <summary>Decimals after a comma, and a column without a name and without values.</summary>
    [Fact]
    public async Task Csv_takes_decimal_commas_and_leaves_out_an_empty_column()
    {
        using var folder = new TemporaryFolder();
        var lines = Enumerable.Range(0, 60).Select(i => $"{i % 7},{i % 10};{i},25;");
        var file = folder.WriteText("file.csv", "a;b;\n" + string.Join('\n', lines));
        var (exitCode, output, error) = await Run("csv.fsx", file, "b", folder["."], "2", ",");
        Assert.Equal(
            (0, "Warning: the column \"column 3\" has no values to train on; it is left out."),
            (exitCode, error.Trim())
        );
        Assert.Contains("All epochs were run.", output, StringComparison.Ordinal);
        Assert.Equal(["a"], Regressor.Load<double>(folder["file.safetensors"]).FeatureNames);
        (exitCode, _, error) = await Run("csv.fsx", file, "b", folder["."], "2");
        Assert.Equal(1, exitCode);
        Assert.Contains($"{file}, line ", error, StringComparison.Ordinal);
        Assert.Contains("CsvOptions.DecimalSeparator", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Csv_says_which_file_is_a_folder()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, _, error) = await Run("csv.fsx", folder["."], "a");
        Assert.Equal((1, $"{folder["."]} is a folder, not a file."), (exitCode, error.Trim()));
    }

    [Theory]
    [InlineData("Too few arguments, or too many.", "csv.fsx FILE TARGET [FOLDER] [EPOCHS] [,]", "a.csv")]
    [InlineData("EPOCHS", "csv.fsx FILE TARGET [FOLDER] [EPOCHS] [,]", "a.csv", "a", ".", "abc")]
    [InlineData("EPOCHS", "fashion.fsx [validate] [EPOCHS] [FOLDER] [JSON]", "validate", "abc")]
    [InlineData("EPOCHS", "regression.fsx [EPOCHS] [HTML]", "0")]
    public async Task Scripts_say_what_they_take(string problem, string usage, params string[] arguments)
    {
        if (!problem.EndsWith('.'))
        {
            problem += $": expected a whole number, 1 or more, but got \"{arguments[^1]}\".";
        }

        var (exitCode, _, error) = await Run(usage.Split(' ')[0], arguments);
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
        var (exitCode, output, error) = await Run(script, "5", folder["curve.html"]);
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
        var (exitCode, output, error) = await Run("regression.fsx", "20", folder["curve.html"]);
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
        var (exitCode, _, error) = await Run("fashion.fsx", "1", folder["."], folder["fashion.json"]);
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
        var (exitCode, output, error) = await Run("fashion.fsx", "validate", "1", folder["."], folder["choices.json"]);
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
        var (exitCode, _, error) = await Run("fashion.fsx", "1", folder["nowhere"], folder["fashion.json"]);
        Assert.Equal(1, exitCode);
        Assert.Contains("apt-get install dataset-fashion-mnist", error, StringComparison.Ordinal);
        Assert.Empty(folder.Names);
    }

    private static async Task<(int ExitCode, string Output, string Error)> Run(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            ["fsi", "--quiet", Repository.Path(Path.Combine("src/Scripts", script)), .. arguments]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var fsi = Process.Start(start)!;
        var output = fsi.StandardOutput.ReadToEndAsync();
        var error = fsi.StandardError.ReadToEndAsync();
        await fsi.WaitForExitAsync();
        return (fsi.ExitCode, await output, await error);
    }
}
