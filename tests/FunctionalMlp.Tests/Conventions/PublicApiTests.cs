using System.Reflection;
using PublicApiGenerator;
using Xunit;

namespace FunctionalMlp.Tests.Conventions;

/// <summary>The public API is a committed snapshot: a change of it is seen and wanted, or it is a mistake.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void Is_the_committed_one()
    {
        var options = new ApiGeneratorOptions { IncludeAssemblyAttributes = false };
        var actual = typeof(Network).Assembly.GeneratePublicApi(options).ReplaceLineEndings("\n") + "\n";
        var received = Repository.Path("artifacts/PublicApi.txt");
        Directory.CreateDirectory(Path.GetDirectoryName(received)!);
        File.WriteAllText(received, actual);
        var approved = File.ReadAllText(Repository.Path("tests/FunctionalMlp.Tests/Conventions/PublicApi.txt"));
        Assert.True(
            approved == actual,
            "The public API has changed. If that is wanted: cp artifacts/PublicApi.txt tests/FunctionalMlp.Tests/Conventions/"
        );
    }

    /// <summary>What the README promises; the analyzers behind it fail the build, as every warning does.</summary>
    [Fact]
    public void The_core_says_that_it_may_be_trimmed_and_compiled_ahead_of_time()
    {
        var said = typeof(Network).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>();
        var promises = said.Where(entry => entry.Value == "True").Select(entry => entry.Key).ToArray();
        Assert.Contains("IsTrimmable", promises);
        Assert.Contains("IsAotCompatible", promises);
    }

    [Fact]
    public void The_core_depends_on_nothing_but_the_framework_and_tensors()
    {
        var references = typeof(Network).Assembly.GetReferencedAssemblies().Select(reference => reference.Name!);
        Assert.All(references, name => Assert.StartsWith("System.", name, StringComparison.Ordinal));
        var packages = File.ReadAllLines(Repository.Path("src/FunctionalMlp/paket.references"));
        Assert.Equal(["System.Numerics.Tensors"], packages);
    }
}
