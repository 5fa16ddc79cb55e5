using System.Text.Json;
using FunctionalMlp.Data;
using Xunit;

namespace FunctionalMlp.Tests.Data;

public sealed class TableEncodingJsonTests
{
    private const string Incomplete =
        "size,\"colour, \u00fc\",kind\n1,red,x\n3,?,y\nNA,\"b\"\"lue\",x\n8,red,\n2,red,y\n";

    /// <summary>The tests run without it, as file-based apps do: JSON that needs it would be written here and fail there.</summary>
    [Fact]
    public void There_is_no_serializer_by_reflection() => Assert.False(JsonSerializer.IsReflectionEnabledByDefault);

    [Fact]
    public void It_is_itself_again()
    {
        using var folder = new TemporaryFolder();
        var table = CsvTableTests.Read(folder, Incomplete);
        var encoding = TableEncoding.Fit(table, "kind", new TableOptions { Missing = MissingValues.Impute });
        var again = TableEncoding.FromJson(encoding.ToJson());
        Assert.Equal(encoding.Inputs<double>(table), again.Inputs<double>(table));
        Assert.Equal(encoding.FeatureNames, again.FeatureNames);
        Assert.Equal(encoding.ToJson(), again.ToJson());
    }

    /// <summary>As models of before carry it.</summary>
    [Fact]
    public void A_saved_text_is_read()
    {
        using var folder = new TemporaryFolder();
        const string Json =
            "{\"Target\":\"kind\",\"Missing\":\"Impute\",\"Columns\":[{\"Name\":\"a\",\"Categories\":[],\"Fill\":\"0.1\"},{\"Name\":\"b\",\"Categories\":[\"x\",\"y\"],\"Fill\":\"y\"}]}";
        var inputs = TableEncoding.FromJson(Json).Inputs<double>(CsvTableTests.Read(folder, "a,b\n,x\n7,?\n"));
        Assert.Equal([0.1, 1, 0, 7, 0, 1], inputs.Span.ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("{\"Target\":null,\"Missing\":\"Impute\",\"Columns\":[]}")]
    [InlineData("{\"Target\":\"kind\",\"Missing\":\"Guess\",\"Columns\":[]}")]
    [InlineData("{\"Target\":\"kind\",\"Missing\":\"7\",\"Columns\":[]}")]
    [InlineData("{\"Target\":\"kind\",\"Missing\":\"Impute\",\"Columns\":[1]}")]
    [InlineData("{\"Target\":\"kind\",\"Missing\":\"Impute\",\"Columns\":[{\"Name\":\"a\",\"Categories\":[]}]}")]
    [InlineData(
        "{\"Target\":\"kind\",\"Missing\":\"Impute\",\"Columns\":[{\"Name\":\"a\",\"Categories\":[null],\"Fill\":\"\"}]}"
    )]
    public void Another_text_is_refused(string json)
    {
        var exception = Assert.Throws<InvalidInputException>(() => TableEncoding.FromJson(json));
        Assert.Equal("an encoding's JSON", exception.Expected);
    }
}
