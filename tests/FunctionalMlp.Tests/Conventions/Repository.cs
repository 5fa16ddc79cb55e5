namespace FunctionalMlp.Tests.Conventions;

/// <summary>The folder with FunctionalMlp.sln, above the tests' output.</summary>
internal static class Repository
{
    private static readonly string[] Folders = ["src", "tests"];
    private static readonly string Root = Find(AppContext.BaseDirectory);

    internal static string Path(string relative) => System.IO.Path.Combine(Root, relative);

    /// <summary>The source files of the given kinds, but for what is generated.</summary>
    internal static IEnumerable<string> Sources(params string[] extensions) =>
        Folders
            .SelectMany(folder => Directory.EnumerateFiles(Path(folder), "*", SearchOption.AllDirectories))
            .Where(file => extensions.Contains(System.IO.Path.GetExtension(file)))
            .Where(file => !file.Split(System.IO.Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));

    private static string Find(string folder) =>
        File.Exists(System.IO.Path.Combine(folder, "FunctionalMlp.sln"))
            ? folder
            : Find(
                Directory.GetParent(folder)?.FullName ?? throw new InvalidOperationException("No FunctionalMlp.sln.")
            );
}
