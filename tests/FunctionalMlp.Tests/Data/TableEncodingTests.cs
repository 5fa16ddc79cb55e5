using FunctionalMlp.Data;
using Xunit;

namespace FunctionalMlp.Tests.Data;

public sealed class TableEncodingTests
{
    private const string Complete = "id,size,colour,kind\n1,1.5,red,x\n2,-2,blue,y\n3,1e1,red,x\n";
    private const string Incomplete = "size,colour,kind\n1,red,x\n3,?,y\nNA,blue,x\n8,red,\n2,red,y\n";

    [Fact]
    public void Numbers_stay_and_each_category_becomes_an_input()
    {
        using var folder = new TemporaryFolder();
        var table = CsvTableTests.Read(folder, Complete);
        var encoding = TableEncoding.Fit(table, "kind", new TableOptions { Ignored = ["id"] });
        var data = encoding.Samples<double>(table, []);
        Assert.Equal(["size", "colour = blue", "colour = red"], data.FeatureNames);
        Assert.Equal(
            Matrix.FromRows<double>([
                [1.5, 0, 1],
                [-2, 1, 0],
                [10, 0, 1],
            ]),
            data.Samples.Inputs
        );
        Assert.Equal(["x", "y"], data.ClassNames);
        Assert.Equal([0, 1, 0], data.Samples.Labels);
        Assert.Equal("file", data.Name);
        Assert.False(encoding.IsTargetNumeric(table));
    }

    [Fact]
    public void A_target_can_be_a_number()
    {
        using var folder = new TemporaryFolder();
        var table = CsvTableTests.Read(folder, Complete);
        var encoding = TableEncoding.Fit(table, "size", new TableOptions { Ignored = ["id", "kind"] });
        var data = encoding.RegressionSamples<float>(table);
        Assert.True(encoding.IsTargetNumeric(table));
        Assert.Equal(["size"], data.TargetNames);
        Assert.Equal(
            Matrix.FromRows<float>([
                [1.5f],
                [-2],
                [10],
            ]),
            data.Samples.Targets
        );
    }

    [Fact]
    public void Rows_with_missing_values_can_be_dropped()
    {
        using var folder = new TemporaryFolder();
        var table = CsvTableTests.Read(folder, Incomplete);
        var encoding = TableEncoding.Fit(table, "kind", new TableOptions { Missing = MissingValues.DropRow });
        var data = encoding.Samples<double>(table, []);
        Assert.Equal(
            Matrix.FromRows<double>([
                [1, 0, 1],
                [2, 0, 1],
            ]),
            data.Samples.Inputs
        );
    }

    /// <summary>Fitted on the first two rows: the mean is 2 and red the only colour, whatever the others are.</summary>
    [Fact]
    public void Missing_values_are_filled_from_the_rows_it_was_fitted_on()
    {
        using var folder = new TemporaryFolder();
        var table = CsvTableTests.Read(folder, Incomplete);
        var options = new TableOptions { Missing = MissingValues.Impute };
        var encoding = TableEncoding.Fit(table.Select([0, 1]), "kind", options);
        var data = encoding.Samples<double>(table, ["x", "y"]);
        Assert.Equal(["size", "colour = red"], data.FeatureNames);
        Assert.Equal(
            Matrix.FromRows<double>([
                [1, 1],
                [3, 1],
                [2, 0],
                [2, 1],
            ]),
            data.Samples.Inputs
        );
        Assert.Equal([0, 1, 0, 1], data.Samples.Labels);
    }

    [Fact]
    public void A_missing_category_becomes_the_most_frequent_one()
    {
        using var folder = new TemporaryFolder();
        var table = CsvTableTests.Read(folder, "colour,kind\nblue,x\nred,y\nred,x\n?,y\n");
        var encoding = TableEncoding.Fit(table, "kind", new TableOptions { Missing = MissingValues.Impute });
        Assert.Equal(["colour = blue", "colour = red"], encoding.FeatureNames);
        Assert.Equal([0.0, 1.0], encoding.Inputs<double>(table).Row(3).ToArray());
    }

    /// <summary>Their sum is beyond a double, their mean is not; but it may be beyond a float.</summary>
    [Fact]
    public void The_mean_of_large_numbers_fills_in()
    {
        using var folder = new TemporaryFolder();
        var table = CsvTableTests.Read(folder, "a,kind\n1e308,x\n1e308,y\n,x\n");
        var encoding = TableEncoding.Fit(table, "kind", new TableOptions { Missing = MissingValues.Impute });
        Assert.Equal([1e308, 1e308, 1e308], encoding.Inputs<double>(table).Span.ToArray());
        var exception = Assert.Throws<InvalidFileException>(() => encoding.Inputs<float>(table.Select([2])));
        Assert.Equal((4, "a"), (exception.Line, exception.Column));
        Assert.Contains("within the range of Single", exception.Expected, StringComparison.Ordinal);
        Assert.Equal("a missing value, which becomes their mean 1E+308", exception.Actual);
    }

    [Theory]
    [InlineData("a,kind\n1,x\n,y\n", 3, "a", "a value")]
    [InlineData("a,kind\n1,x\n2,\n", 3, "kind", "a value")]
    [InlineData("a,kind\n1,x\n2,x\noops,y\n", 4, "a", "a finite number")]
    [InlineData("a,kind\n1,x\noops,x\n2,x\nups,y\n", 3, "a", "a finite number")]
    [InlineData("a,kind\n1,x\n2,x\ninfinity,y\n", 4, "a", "a finite number")]
    [InlineData("a;kind\n1,5;x\n2,25;y\n", 2, "a", "'.' before its decimals (CsvOptions.DecimalSeparator)")]
    [InlineData("a,kind\n900,x\n\"1,126\",y\n", 3, "a", "nothing between its thousands")]
    [InlineData("a,kind\n\"1.126,5\",x\n\"2.000.126,75\",y\n", 2, "a", "nothing between its thousands")]
    [InlineData("a,kind\n,x\n,y\n", 1, "a", "at least one value")]
    [InlineData("\n\na,kind\n,x\n,y\n", 3, "a", "at least one value")]
    public void The_message_names_the_place(string content, int line, string column, string expected)
    {
        using var folder = new TemporaryFolder();
        var table = CsvTableTests.Read(folder, content);
        var exception = Assert.Throws<InvalidFileException>(() =>
            TableEncoding.Fit(table, "kind", new TableOptions()).Samples<double>(table, [])
        );
        Assert.Equal((folder["file.csv"], line, column), (exception.Path, exception.Line, exception.Column));
        Assert.Contains(expected, exception.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void Decimals_can_stand_after_a_comma()
    {
        using var folder = new TemporaryFolder();
        var path = folder.WriteText("file.csv", "a;kind\n1,5;x\n-2;y\n1,25e1;x\n?;x\n");
        var table = CsvTable.Read(path, new CsvOptions { DecimalSeparator = ',' });
        var options = new TableOptions { Missing = MissingValues.Impute };
        var encoding = TableEncoding.Fit(table, "kind", options);
        Assert.Equal([1.5, -2, 12.5, 4], encoding.Inputs<double>(table).Span.ToArray());
        var points = CsvTable.Read(
            folder.WriteText("file.csv", "a;kind\n1.5;x\n2;y\n"),
            new() { DecimalSeparator = ',' }
        );
        var exception = Assert.Throws<InvalidFileException>(() => TableEncoding.Fit(points, "kind", options));
        Assert.Equal((2, "a", "\"1.5\""), (exception.Line, exception.Column, exception.Actual));
        Assert.Contains("',' before its decimals", exception.Expected, StringComparison.Ordinal);
    }

    /// <summary>They look a little like numbers, but are none in any notation; and what is asked for goes before what it looks like.</summary>
    [Theory]
    [InlineData("12.05.2024;1.2.3")]
    [InlineData("1,2,3;e5")]
    [InlineData("-;+")]
    public void Dates_versions_and_signs_are_categories(string fields)
    {
        using var folder = new TemporaryFolder();
        var table = CsvTableTests.Read(folder, $"a;kind\n{fields.Replace(";", ";x\n")};y\n");
        var names = TableEncoding.Fit(table, "kind", new TableOptions()).FeatureNames;
        Assert.Equal(fields.Split(';').Order(StringComparer.Ordinal).Select(field => $"a = {field}"), names);
        var numbers = CsvTableTests.Read(folder, "a;kind\n1,5;x\n2,5;y\n");
        names = TableEncoding.Fit(numbers, "kind", new TableOptions { Categorical = ["a"] }).FeatureNames;
        Assert.Equal(["a = 1,5", "a = 2,5"], names);
    }

    [Fact]
    public void A_target_with_a_slip_stays_a_number()
    {
        using var folder = new TemporaryFolder();
        var table = CsvTableTests.Read(folder, "a,b\n1,1\n2,oops\n3,2\n");
        var encoding = TableEncoding.Fit(table, "b", new TableOptions());
        Assert.True(encoding.IsTargetNumeric(table));
        var exception = Assert.Throws<InvalidFileException>(() => encoding.RegressionSamples<double>(table));
        Assert.Equal((3, "b", "\"oops\""), (exception.Line, exception.Column, exception.Actual));
    }

    [Theory]
    [InlineData("a,b\n1,1\n1e39,2\n", "a")]
    [InlineData("a,b\n1,1\n2,-1e39\n", "b")]
    public void A_number_beyond_single_precision_is_refused_with_its_place(string content, string column)
    {
        using var folder = new TemporaryFolder();
        var table = CsvTableTests.Read(folder, content);
        var encoding = TableEncoding.Fit(table, "b", new TableOptions());
        Assert.Equal(2, encoding.RegressionSamples<double>(table).Samples.Count);
        var exception = Assert.Throws<InvalidFileException>(() => encoding.RegressionSamples<float>(table));
        Assert.Equal((folder["file.csv"], 3, column), (exception.Path, exception.Line, exception.Column));
        Assert.Equal("a number within the range of Single", exception.Expected);
    }

    [Fact]
    public void Rows_seen_later_are_held_to_what_was_fitted()
    {
        using var folder = new TemporaryFolder();
        var table = CsvTableTests.Read(folder, Complete);
        var encoding = TableEncoding.Fit(table, "kind", new TableOptions { Ignored = ["id"] });
        var later = CsvTableTests.Read(folder, "colour,size\ngreen,3\n");
        Assert.Equal(
            Matrix.FromRows<double>([
                [3, 0, 0],
            ]),
            encoding.Inputs<double>(later)
        );
        var bad = CsvTableTests.Read(folder, "colour,size\ngreen,three\n");
        Assert.Equal(2, Assert.Throws<InvalidFileException>(() => encoding.Inputs<double>(bad)).Line);
        var unknown = Assert.Throws<InvalidFileException>(() => encoding.Samples<double>(table, ["x"]));
        Assert.Equal((3, "kind", "\"y\""), (unknown.Line, unknown.Column, unknown.Actual));
    }

    [Fact]
    public void Numbers_can_be_categories_but_not_too_many()
    {
        using var folder = new TemporaryFolder();
        var table = CsvTableTests.Read(folder, Complete);
        var options = new TableOptions { Categorical = ["id"] };
        var names = TableEncoding.Fit(table, "kind", options).FeatureNames;
        Assert.Equal(["id = 1", "id = 2", "id = 3", "size", "colour = blue", "colour = red"], names);
        var exception = Assert.Throws<InvalidFileException>(() =>
            TableEncoding.Fit(table, "kind", options with { MaximumCategories = 2 })
        );
        Assert.Equal(("at most 2 categories", "3"), (exception.Expected, exception.Actual));
        Assert.Equal((4, "id"), (exception.Line, exception.Column));
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        using var folder = new TemporaryFolder();
        var table = CsvTableTests.Read(folder, "a,b\n1,2\n");
        Samples.Fails(
            () => TableEncoding.Fit(table, "c", new TableOptions()),
            "column",
            $"\"a\", \"b\" in {table.Path}",
            "\"c\""
        );
        var ignored = new TableOptions { Ignored = ["a"] };
        Samples.Fails(() => TableEncoding.Fit(table, "b", ignored), "table", "a column besides the target", "none");
        var few = new TableOptions { MaximumCategories = 1 };
        Samples.Fails(() => TableEncoding.Fit(table, "b", few), "options.MaximumCategories", "at least 2", "1");
    }
}
