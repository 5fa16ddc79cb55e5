using System.Diagnostics;
using System.Text.RegularExpressions;
using Xunit;

namespace FunctionalMlp.Tests.Conventions;

/// <summary>The README's code blocks, run as they stand.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Repository.Path("README.md"));

    [Fact]
    public void The_CSharp_blocks_run()
    {
        var blocks = Blocks("csharp").ToArray();
        Assert.Equal(2, blocks.Length);
        Assert.Matches(@"accuracy \d+\.\d %", CSharpProgram.Run(blocks[0]));

        var replay = CSharpProgram.Run(blocks[1]);
        Assert.Equal(3, Regex.Count(replay, @"J̃ = \d\.\d{6}"));
        var off = double.Parse(
            Regex.Match(replay, "is off by (.*)").Groups[1].Value,
            System.Globalization.CultureInfo.InvariantCulture
        );
        Assert.InRange(off, 0, 1e-14);
    }

    [Fact]
    public async Task The_FSharp_block_runs_in_fsi()
    {
        var block = Assert.Single(Blocks("fsharp"));
        var start = new ProcessStartInfo("dotnet", ["fsi", "--quiet"])
        {
            WorkingDirectory = Repository.Path("."),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var fsi = Process.Start(start)!;
        var output = fsi.StandardOutput.ReadToEndAsync();
        var error = fsi.StandardError.ReadToEndAsync();
        await fsi.StandardInput.WriteAsync(block + "\n;;\n#quit;;\n");
        fsi.StandardInput.Close();
        await fsi.WaitForExitAsync();
        Assert.Equal("", await error);
        Assert.Equal(0, fsi.ExitCode);
        Assert.Matches(@"accuracy \d+\.\d %", await output);
    }

    private static IEnumerable<string> Blocks(string language) =>
        Fence()
            .Matches(Readme)
            .Where(match => match.Groups[1].Value == language)
            .Select(match => match.Groups[2].Value);

    [GeneratedRegex("```(\\w+)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fence();
}
