namespace FunctionalMlp.Tests;

/// <summary>A folder for one test, gone afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("functional-mlp-");

    internal IEnumerable<string> Names => _folder.GetFiles().Select(file => file.Name).Order();

    internal string this[string name] => Path.Combine(_folder.FullName, name);

    public void Dispose() => _folder.Delete(recursive: true);

    internal string Write(string name, params ReadOnlySpan<byte> content)
    {
        File.WriteAllBytes(this[name], content.ToArray());
        return this[name];
    }

    internal string WriteText(string name, string content)
    {
        File.WriteAllText(this[name], content);
        return this[name];
    }
}
