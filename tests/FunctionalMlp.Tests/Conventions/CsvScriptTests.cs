using System.Globalization;
using FunctionalMlp.Data;
using FunctionalMlp.Estimators;
using Xunit;

namespace FunctionalMlp.Tests.Conventions;

/// <summary>csv.fsx and csv.cs, run as a user runs them, on tables as users have them.</summary>
public sealed class CsvScriptTests
{
    internal const string Usage =
        "csv.fsx FILE TARGET [FOLDER] [EPOCHS] [,] [regression] [classification] [ignore=COLUMN] [categories=COLUMN] [numbers=COLUMN]";

    [Fact]
    public async Task It_is_a_file_based_app_in_CSharp_too()
    {
        using var folder = new TemporaryFolder();
        var file = WriteFlowers(folder);
        var (exitCode, output, error) = await Script.Run("csv.cs", file, "species");
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains("balanced accuracy", output, StringComparison.Ordinal);
        var model = Classifier.Load<double>(folder["flowers.safetensors"]);
        Assert.InRange(Right(model, file), 130, 150);
    }

    [Fact]
    public async Task In_CSharp_too_it_warns_takes_hints_and_says_what_it_takes()
    {
        using var folder = new TemporaryFolder();
        var file = WritePassengers(folder);
        var (exitCode, _, error) = await Script.Run("csv.cs", file, "Fare", "ignore=Ticket", "ignore=Name");
        Assert.Equal(0, exitCode);
        Assert.DoesNotContain("Name", error, StringComparison.Ordinal);
        Assert.Contains("Warning: The column \"Age\" has", error, StringComparison.Ordinal);
        Assert.Equal(["Fare"], Regressor.Load<double>(folder["passengers.safetensors"]).TargetNames);
        (exitCode, _, error) = await Script.Run("csv.cs", file, "Fare", "ignored=Name");
        Assert.Equal(2, exitCode);
        Assert.StartsWith("Usage: dotnet run src/Scripts/csv.cs FILE TARGET", error, StringComparison.Ordinal);
    }

    /// <summary>Names, tickets of which some are numbers, ages with a word among them, an empty column, a column that is half text.</summary>
    [Fact]
    public async Task Any_table_makes_a_model()
    {
        using var folder = new TemporaryFolder();
        var file = WritePassengers(folder);
        var (exitCode, output, error) = await Script.Run(
            "csv.fsx",
            file,
            "Survived",
            folder["."],
            "2",
            "categories=Class"
        );
        Assert.Equal(
            [
                "Warning: The column \"Name\" has text with 400 different values in 400 rows; it is left out.",
                "Warning: The column \"Ticket\" has 100 texts among 400 values, such as \"PC 3\" in line 5; they are taken for missing values.",
                "Warning: The column \"Age\" has 10 texts among 400 values, such as \"unknown\" in line 9; they are taken for missing values.",
                "Warning: The column \"Deck\" has 200 texts among 400 values, such as \"A\" in line 3; its values are taken for categories.",
                "Warning: The column \"Body\" has no values to train on; it is left out.",
            ],
            error.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        );
        Assert.Equal(0, exitCode);
        Assert.Contains("Predicting Survived, one of 2 classes", output, StringComparison.Ordinal);
        var model = Classifier.Load<double>(folder["passengers.safetensors"]);
        Assert.Equal(
            ["Class = 1", "Class = 2", "Class = 3", "Ticket", "Age", "Fare"],
            model.FeatureNames.Where(name => !name.StartsWith("Deck"))
        );
        var report = await File.ReadAllTextAsync(folder["passengers.html"], TestContext.Current.CancellationToken);
        Assert.Contains("<td>Class</td>", report, StringComparison.Ordinal);
        Assert.DoesNotContain("Class = 1", report.Split("What the columns matter")[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_rows_are_too_few()
    {
        using var folder = new TemporaryFolder();
        var file = folder.WriteText("file.csv", "a,b\n1,2\n3,4\n");
        var (exitCode, _, error) = await Script.Run("csv.fsx", file, "b", folder["."]);
        Assert.Equal(
            (
                1,
                $"{file}, line 1, column \"b\": expected at least 10 rows with a value, for some are held out to test on, but got 2."
            ),
            (exitCode, error.Trim())
        );
    }

    internal static string WritePassengers(TemporaryFolder folder)
    {
        var lines = Enumerable
            .Range(0, 400)
            .Select(i =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{i * i % 7 % 2},{i % 3 + 1},\"Doe, {i}\",{(i % 4 == 3 ? "PC " : "")}{i},{(i % 40 == 7 ? "unknown" : i % 60)},{i * 0.25},{(i % 2 == 1 ? "A" : i % 4)},"
                )
            );
        return folder.WriteText(
            "passengers.csv",
            "Survived,Class,Name,Ticket,Age,Fare,Deck,Body\n" + string.Join('\n', lines)
        );
    }

    [Fact]
    public async Task It_leaves_a_model_and_a_report()
    {
        using var folder = new TemporaryFolder();
        var file = WriteFlowers(folder);
        var (exitCode, output, error) = await Script.Run("csv.fsx", file, "species", folder["."], "40");
        Assert.Equal((0, ""), (exitCode, error));
        var model = Classifier.Load<double>(folder["flowers.safetensors"]);
        Assert.Equal(["petal length", "petal width", "colour = a, b", "colour = c"], model.FeatureNames);
        Assert.InRange(Right(model, file), 130, 150);
        var report = await File.ReadAllTextAsync(folder["flowers.html"], TestContext.Current.CancellationToken);
        foreach (
            var part in new[]
            {
                "Confusion matrix",
                "Learning curves",
                "training, with penalty",
                "<svg",
                "versicolor",
                "petal width",
            }
        )
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
    public async Task It_says_which_columns_there_are()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, _, error) = await Script.Run("csv.fsx", folder.WriteText("file.csv", "a,b\n1,2\n"), "c");
        Assert.Equal(1, exitCode);
        Assert.Equal($"column: expected one of \"a\", \"b\" in {folder["file.csv"]}, but got \"c\".", error.Trim());
    }

    /// <summary>Decimals after a comma, and a column without a name and without values.</summary>
    [Fact]
    public async Task It_takes_decimal_commas_and_leaves_out_an_empty_column()
    {
        using var folder = new TemporaryFolder();
        var lines = Enumerable.Range(0, 60).Select(i => $"{i % 7},{i % 10};{i},25;");
        var file = folder.WriteText("file.csv", "a;b;\n" + string.Join('\n', lines));
        var (exitCode, output, error) = await Script.Run("csv.fsx", file, "b", folder["."], "2", ",");
        Assert.Equal(
            (0, "Warning: The column \"column 3\" has no values to train on; it is left out."),
            (exitCode, error.Trim())
        );
        Assert.Contains("All epochs were run.", output, StringComparison.Ordinal);
        Assert.Equal(["a"], Regressor.Load<double>(folder["file.safetensors"]).FeatureNames);
        (exitCode, _, error) = await Script.Run("csv.fsx", file, "b", folder["."], "2");
        Assert.Equal(1, exitCode);
        Assert.Contains($"{file}, line ", error, StringComparison.Ordinal);
        Assert.EndsWith("For numbers like 1,5 add the argument ,", error.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_says_which_file_is_a_folder()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, _, error) = await Script.Run("csv.fsx", folder["."], "a");
        Assert.Equal((1, $"{folder["."]} is a folder, not a file."), (exitCode, error.Trim()));
    }
}
