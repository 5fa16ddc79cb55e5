using System.Diagnostics;

namespace FunctionalMlp.Tests.Conventions;

/// <summary>Runs a script of src/Scripts, or another by its full path, in a process of its own, as a user does.</summary>
internal static class Script
{
    internal static async Task<(int ExitCode, string Output, string Error)> Run(
        string script,
        params string[] arguments
    )
    {
        var path = Repository.Path(Path.Combine("src/Scripts", script));
        string[] command = Path.GetExtension(script) == ".cs" ? ["run", path, "--"] : ["fsi", "--quiet", path];
        var start = new ProcessStartInfo("dotnet", [.. command, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var child = Process.Start(start)!;
        var output = child.StandardOutput.ReadToEndAsync();
        var error = child.StandardError.ReadToEndAsync();
        await child.WaitForExitAsync();
        return (child.ExitCode, await output, await error);
    }
}
