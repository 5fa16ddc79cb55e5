using Xunit;

namespace FunctionalMlp.Tests;

public sealed class InvalidFileExceptionTests
{
    [Fact]
    public void Its_message_names_file_line_and_column()
    {
        var exception = new InvalidFileException("a.csv", "a number", "\"x\"", 7, "width");
        Assert.Equal("a.csv, line 7, column \"width\": expected a number, but got \"x\".", exception.Message);
        Assert.Equal(("a.csv", 7, "width"), (exception.Path, exception.Line, exception.Column));
        Assert.Equal(("a number", "\"x\""), (exception.Expected, exception.Actual));
    }

    [Fact]
    public void A_file_without_lines_has_no_line_in_the_message() =>
        Assert.Equal("a: expected b, but got c.", new InvalidFileException("a", "b", "c").Message);
}
