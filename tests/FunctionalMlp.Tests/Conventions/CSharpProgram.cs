using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace FunctionalMlp.Tests.Conventions;

/// <summary>Compiles and runs a program of top-level statements, as the README and the scripts show them.</summary>
internal static class CSharpProgram
{
    // The console is one for all tests.
    private static readonly Lock Console = new();

    internal static string Run(string source, params string[] arguments)
    {
        var trusted = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        var options = CSharpParseOptions.Default.WithFeatures([new("FileBasedProgram", "true")]);
        var compilation = CSharpCompilation.Create(
            "Program",
            [
                // What a new console project has by default.
                CSharpSyntaxTree.ParseText(
                    "global using System; global using System.IO; global using System.Linq;\n",
                    options
                ),
                CSharpSyntaxTree.ParseText(source, options),
            ],
            trusted.Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(
                OutputKind.ConsoleApplication,
                nullableContextOptions: NullableContextOptions.Enable
            )
        );
        using var image = new MemoryStream();
        var emitted = compilation.Emit(image);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
        var program = Assembly.Load(image.ToArray()).EntryPoint!;
        lock (Console)
        {
            var (output, before) = (new StringWriter(), System.Console.Out);
            try
            {
                System.Console.SetOut(output);
                Assert.Equal(0, program.Invoke(null, [arguments]) ?? 0);
            }
            finally
            {
                System.Console.SetOut(before);
            }

            return output.ToString();
        }
    }
}
