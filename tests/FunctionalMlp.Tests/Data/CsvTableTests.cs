using System.Text;
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
    [InlineData("a,b\n", 1, "at least one row")]
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
    public void A_column_without_a_name_is_called_by_its_number()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(["a", "b", "column 3"], Read(folder, "a,b,\n1,2,\n").Columns);
    }

    [Fact]
    public void Only_unicode_is_read()
    {
        using var folder = new TemporaryFolder();
        byte[] utf8 = [.. "a,b\n1,x\n2,gr\u00fcn\n"u8];
        Assert.Equal("grün", CsvTable.Read(folder.Write("file.csv", utf8))[1, "b"]);
        const string Text = "a,b\n1,x\n2,grün\n";
        File.WriteAllText(folder["file.csv"], Text, Encoding.Unicode);
        Assert.Equal("grün", CsvTable.Read(folder["file.csv"])[1, "b"]);
        foreach (var mark in new byte[][] { [], [0xEF, 0xBB, 0xBF] })
        {
            folder.Write("file.csv", [.. mark, .. Encoding.Latin1.GetBytes(Text)]);
            var exception = Assert.Throws<InvalidFileException>(() => CsvTable.Read(folder["file.csv"]));
            Assert.Equal((3, "UTF-8"), (exception.Line, exception.Expected));
        }
    }

    [Fact]
    public void Missing_markers_of_ones_own_are_compared_without_regard_to_case()
    {
        using var folder = new TemporaryFolder();
        var path = folder.WriteText("file.csv", "a,b\nUnknown,1\nNA,2\n");
        var table = CsvTable.Read(path, new CsvOptions { MissingMarkers = ["unknown"] });
        Assert.Equal([true, false], new[] { table.IsMissing(0, "a"), table.IsMissing(1, "a") });
    }

    [Theory]
    [InlineData('"')]
    [InlineData('\n')]
    [InlineData('ß')]
    public void A_separator_that_cannot_be_one_is_refused(char separator)
    {
        using var folder = new TemporaryFolder();
        var path = folder.WriteText("file.csv", "a,b\n1,2\n");
        var options = new CsvOptions { Separator = separator };
        Samples.Fails(() => CsvTable.Read(path, options), "Separator", "an ASCII character", $"'{separator}'");
        options = new CsvOptions { DecimalSeparator = separator };
        Samples.Fails(() => CsvTable.Read(path, options), "DecimalSeparator", "a point or a comma", $"'{separator}'");
    }

    [Fact]
    public void A_folder_is_no_file()
    {
        using var folder = new TemporaryFolder();
        var exception = Assert.Throws<IOException>(() => CsvTable.Read(folder["."]));
        Assert.Equal($"{folder["."]} is a folder, not a file.", exception.Message);
    }

    [Fact]
    public void A_message_ends_with_one_stop()
    {
        using var folder = new TemporaryFolder();
        var exception = Assert.Throws<InvalidFileException>(() => Read(folder, "a,b\n1,\"2\"x\n"));
        Assert.DoesNotContain("..", exception.Message.Replace(folder["file.csv"], ""), StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        using var folder = new TemporaryFolder();
        var table = Read(folder, "a,b\n1,2\n");
        Samples.Fails(() => _ = table[0, "c"], "column", $"\"a\", \"b\" in {table.Path}", "\"c\"");
        Samples.Fails(() => _ = table[1, "a"], "row", "0…0", "1");
        Samples.Fails(() => table.Select([-1]), "row", "0…0", "-1");
        Assert.Throws<FileNotFoundException>(() => CsvTable.Read(folder["none.csv"]));
    }

    internal static CsvTable Read(TemporaryFolder folder, string content) =>
        CsvTable.Read(folder.WriteText("file.csv", content));
}
