using System.Globalization;
using FunctionalMlp.Data;
using Xunit;

namespace FunctionalMlp.Tests.Data;

public sealed class PreparedTableTests
{
    /// <summary>A whole number that is one of few, several times each, is a class.</summary>
    [Theory]
    [InlineData(15, "3.5x", 0)]
    [InlineData(15, "x", 0)]
    [InlineData(200, "x", 0)]
    [InlineData(60, "x % 3", 3)]
    [InlineData(60, "x % 3 + .5", 0)]
    [InlineData(60, "word", 4)]
    [InlineData(60, "number or word", 4)]
    public void A_target_is_classes_or_numbers(int rows, string rule, int classes)
    {
        using var folder = new TemporaryFolder();
        var prepared = Prepare(folder, "x,y", rows, x => $"{x},{Target(rule, x)}");
        Assert.Equal(classes, prepared.ClassNames.Length);
        Assert.Empty(prepared.Warnings);
        Assert.Equal(rows, prepared.Train.Rows + prepared.Test.Rows);
        if (classes == 0)
        {
            Assert.Equal(prepared.Test.Rows, prepared.Encoding.RegressionSamples<double>(prepared.Test).Samples.Count);
        }
    }

    [Fact]
    public void The_kind_of_the_target_can_be_said()
    {
        using var folder = new TemporaryFolder();
        var numbers = Prepare(folder, "x,y", 60, x => $"{x},{x % 3}", kind: TargetKind.Numbers);
        Assert.Empty(numbers.ClassNames);
        var classes = Prepare(folder, "x,y", 60, x => $"{x},{x % 30}.5", kind: TargetKind.Classes);
        Assert.Equal(30, classes.ClassNames.Length);
    }

    /// <summary>Also where a column is short: what is different in most rows says nothing about others.</summary>
    [Theory]
    [InlineData(400)]
    [InlineData(30)]
    public void A_column_of_names_is_left_out(int rows)
    {
        using var folder = new TemporaryFolder();
        var prepared = Prepare(folder, "x,name,y", rows, x => $"{x},n{x},{x * 0.5}");
        Assert.Equal(["x"], prepared.Encoding.ColumnNames);
        Assert.Equal(
            [$"The column \"name\" has text with {rows} different values in {rows} rows; it is left out."],
            prepared.Warnings
        );
        prepared = Prepare(folder, "x,name,y", rows, x => $"{x},n{x},{x * 0.5}", new() { Categorical = ["name"] });
        Assert.Equal(["x", "name"], prepared.Encoding.ColumnNames);
        Assert.Empty(prepared.Warnings);
    }

    /// <summary>Each word of the second column stands in two rows, and there are too many of them.</summary>
    [Fact]
    public void Categories_that_were_asked_for_let_no_others_in()
    {
        using var folder = new TemporaryFolder();
        var options = new TableOptions { Categorical = ["name"] };
        var prepared = Prepare(folder, "name,word,y", 400, x => $"n{x},w{x / 2},{x * 0.5}", options);
        Assert.Equal(["name"], prepared.Encoding.ColumnNames);
        Assert.Contains("\"word\" has text with 200 different values", Assert.Single(prepared.Warnings));
    }

    [Fact]
    public void Text_among_few_numbers_makes_categories_and_among_many_it_is_missing()
    {
        using var folder = new TemporaryFolder();
        string Line(int x) => $"{x},{(x % 2 == 0 ? "A" : x % 10)},{(x % 5 == 2 ? "low" : x)},{x * 0.5}";
        var prepared = Prepare(folder, "x,deck,many,y", 200, Line);
        Assert.Equal(
            ["x", "deck = 1", "deck = 3", "deck = 5", "deck = 7", "deck = 9", "deck = A", "many"],
            prepared.Encoding.FeatureNames
        );
        Assert.Equal<IEnumerable<int>>(
            [
                [0],
                [1, 2, 3, 4, 5, 6],
                [7],
            ],
            prepared.Encoding.ColumnInputs.Select(inputs => inputs.AsEnumerable())
        );
        Assert.Equal(
            [
                "The column \"deck\" has 100 texts among 200 values, such as \"A\" in line 2; its values are taken for categories.",
                "The column \"many\" has 40 texts among 200 values, such as \"low\" in line 4; they are taken for missing values.",
            ],
            prepared.Warnings
        );
        prepared = Prepare(folder, "x,deck,many,y", 200, Line, new() { Numeric = ["deck"], Ignored = ["many"] });
        Assert.Equal(["x", "deck"], prepared.Encoding.FeatureNames);
        Assert.Empty(prepared.Warnings);
    }

    /// <summary>Such as a test file that comes later, after the model has been saved.</summary>
    [Fact]
    public void Text_that_is_missing_is_missing_in_other_tables_too()
    {
        using var folder = new TemporaryFolder();
        var table = CsvTableTests.Read(folder, "a,y\n1,x\nlow,x\n3,y\n");
        var options = new TableOptions { Numeric = ["a"], Missing = MissingValues.Impute };
        var encoding = TableEncoding.FromJson(TableEncoding.Fit(table, "y", options).ToJson());
        Assert.Equal(
            [5.0, 2, 2],
            encoding.Inputs<double>(CsvTableTests.Read(folder, "a\n5\nhigh\nNA\n")).Span.ToArray()
        );
        var strict = TableEncoding.Fit(table, "y", options with { Missing = MissingValues.DropRow });
        Assert.Equal(2, strict.Samples<double>(table, []).Samples.Count);
        Samples.Fails(
            () => TableEncoding.Fit(table, "y", options with { Categorical = ["a"] }),
            "options.Numeric",
            "no column of options.Categorical",
            "\"a\""
        );
    }

    [Fact]
    public void Rows_without_target_and_columns_without_values_are_left_out()
    {
        using var folder = new TemporaryFolder();
        var prepared = Prepare(folder, "x,none,y", 60, x => $"{x},,{(x % 6 == 0 ? "" : x * 0.5)}");
        Assert.Equal(50, prepared.Train.Rows + prepared.Test.Rows);
        Assert.Equal(
            [
                "10 rows have no \"y\"; they are left out.",
                "The column \"none\" has no values to train on; it is left out.",
            ],
            prepared.Warnings
        );
    }

    [Theory]
    [InlineData(2, "x,y", "1", "at least 10 rows with a value, for some are held out to test on", "2", 1)]
    [InlineData(20, "x,y", "1", "at least two different values", "\"1\" in every row", 2)]
    [InlineData(20, "x,y", "nx", "classes of two rows or more, on average", "20 different values in 20 rows", 12)]
    [InlineData(20, "x,y", "x or oops", "a finite number", "\"oops\"", 7)]
    public void A_target_that_cannot_be_learned_is_refused_with_its_place(
        int rows,
        string header,
        string rule,
        string expected,
        string actual,
        int line
    )
    {
        using var folder = new TemporaryFolder();
        string Line(int x) => $"{x},{rule switch { "1" => "1", "nx" => $"n{x}", _ => x % 7 == 5 ? "oops" : $"{x}" }}";
        var exception = Assert.Throws<InvalidFileException>(() =>
        {
            var prepared = Prepare(folder, header, rows, Line);
            prepared.Encoding.RegressionSamples<double>(prepared.Train);
        });
        Assert.Equal((expected, actual, "y"), (exception.Expected, exception.Actual, exception.Column));
        Assert.Equal((folder["file.csv"], line), (exception.Path, exception.Line));
    }

    [Fact]
    public void Nothing_to_learn_from_is_refused_with_the_reasons()
    {
        using var folder = new TemporaryFolder();
        var exception = Assert.Throws<InvalidFileException>(() =>
            Prepare(folder, "name,y", 30, x => $"n{x},{x * 0.5}")
        );
        Assert.Equal(
            (1, "none. The column \"name\" has text with 30 different values in 30 rows; it is left out"),
            (exception.Line, exception.Actual)
        );
    }

    [Fact]
    public void A_column_that_is_not_there_is_refused()
    {
        using var folder = new TemporaryFolder();
        foreach (
            var options in new TableOptions[]
            {
                new() { Ignored = ["z"] },
                new() { Numeric = ["z"] },
            }
        )
        {
            var exception = Assert.Throws<InvalidInputException>(() =>
                Prepare(folder, "x,y", 20, x => $"{x},{x % 2}", options)
            );
            Assert.Equal("\"z\"", exception.Actual);
        }
    }

    private static PreparedTable Prepare(
        TemporaryFolder folder,
        string header,
        int rows,
        Func<int, string> line,
        TableOptions? options = null,
        TargetKind kind = TargetKind.Automatic
    )
    {
        var table = CsvTableTests.Read(
            folder,
            $"{header}\n{string.Join('\n', Enumerable.Range(0, rows).Select(line))}\n"
        );
        return PreparedTable.Create(table, "y", options ?? new TableOptions(), kind);
    }

    private static string Target(string rule, int x) =>
        rule switch
        {
            "x" => $"{x}",
            "3.5x" => (3.5 * x).ToString(CultureInfo.InvariantCulture),
            "x % 3" => $"{x % 3}",
            "x % 3 + .5" => $"{x % 3}.5",
            "word" => $"word {x % 4}",
            _ => x % 4 == 3 ? "word" : $"{x % 4}",
        };
}
