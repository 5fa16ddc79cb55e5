using Xunit;

namespace FunctionalMlp.Tests.Conventions;

public sealed class SourceTests
{
    [Fact]
    public void No_file_is_longer_than_a_screen_session_holds() =>
        Assert.DoesNotContain(
            Repository.Sources(".cs", ".fs", ".fsi", ".fsx", ".py"),
            file => File.ReadLines(file).Count() > 300
        );

    [Fact]
    public void Every_source_of_the_core_has_its_tests()
    {
        var tests = Repository.Sources(".cs").Select(Path.GetFileNameWithoutExtension).ToHashSet();
        var untested = Directory
            .EnumerateFiles(Repository.Path("src/FunctionalMlp"), "*.cs", SearchOption.TopDirectoryOnly)
            .Select(Path.GetFileNameWithoutExtension)
            .Where(name => !tests.Contains($"{name}Tests"));
        // Exercised through the tests of the types that are made of them.
        string[] parts =
        [
            "InvalidInputException",
            "Layer",
            "Loss",
            "MatrixFactory",
            "ParameterLayout",
            "ValueSequence",
        ];
        Assert.Equal(parts, untested.Order());
    }
}
