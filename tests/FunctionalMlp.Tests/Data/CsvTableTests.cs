using FunctionalMlp.Data;
using Xunit;

namespace FunctionalMlp.Tests.Data;

public sealed class CsvTableTests
{
    [Fact]
    public void Quotes_blanks_and_blank_lines_are_no_part_of_a_field()
    {
        using var folder = new TemporaryFolder();
        var table = Read(folder, "name, size\n\n\"a, \"\"b\"\"\" , 1 \r\n\"two\nlines\",2\n");
        Assert.Equal(["name", "size"], table.Columns);
        Assert.Equal(2, table.Rows);
        Assert.Equal("a, \"b\"", table[0, "name"]);
        Assert.Equal("1", table[0, "size"]);
        Assert.Equal("two\nlines", table[1, "name"]);
        Assert.Equal([0, 1], table.Codes("size"));
        Assert.Equal("2", table.Select([1])[0, "size"]);
    }

    [Fact]
    public void The_separator_is_found_out_or_given()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(["a", "b"], Read(folder, "a;b\n1,5;2\n").Columns);
        var path = folder.WriteText("file.csv", "1|2\n");
        var table = CsvTable.Read(path, new CsvOptions { Separator = '|', HasHeader = false });
        Assert.Equal(["column 1", "column 2"], table.Columns);
        Assert.Equal("1", table[0, "column 1"]);
    }

    [Theory]
    [InlineData("", 0, "at least one line")]
    [InlineData("a,b\n", 0, "at least one row")]
    [InlineData("a,a\n1,2\n", 1, "each column's name once")]
    [InlineData("a,b\n1,2\n\n1,2,3\n", 4, "2 fields")]
    [InlineData("a,b\n1,2\n1\n", 3, "2 fields")]
    [InlineData("a,b\n1,2\n1,\"2\n", 3, "a CSV file")]
    [InlineData("a,b\n1,2\n1,\"2\"x\n", 3, "a CSV file")]
    public void A_file_that_is_none_is_refused_with_its_line(string content, int line, string expected)
    {
        using var folder = new TemporaryFolder();
        var exception = Assert.Throws<InvalidFileException>(() => Read(folder, content));
        Assert.Equal((folder["file.csv"], line), (exception.Path, exception.Line));
        Assert.Contains(expected, exception.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        using var folder = new TemporaryFolder();
        var table = Read(folder, "a,b\n1,2\n");
        Samples.Fails(() => _ = table[0, "c"], "column", "\"a\", \"b\"", "\"c\"");
        Samples.Fails(() => _ = table[1, "a"], "row", "0…0", "1");
        Samples.Fails(() => table.Select([-1]), "row", "0…0", "-1");
        Assert.Throws<FileNotFoundException>(() => CsvTable.Read(folder["none.csv"]));
    }

    internal static CsvTable Read(TemporaryFolder folder, string content) =>
        CsvTable.Read(folder.WriteText("file.csv", content));
}
