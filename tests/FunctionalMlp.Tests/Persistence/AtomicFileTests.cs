using FunctionalMlp.Persistence;
using Xunit;

namespace FunctionalMlp.Tests.Persistence;

public sealed class AtomicFileTests
{
    [Fact]
    public void A_link_stays_a_link_and_its_target_gets_the_content()
    {
        using var folder = new TemporaryFolder();
        using var elsewhere = new TemporaryFolder();
        File.CreateSymbolicLink(folder["link"], elsewhere.WriteText("model", "old"));
        File.CreateSymbolicLink(folder["link to the link"], folder["link"]);
        Write(folder["link to the link"], "new");
        Assert.Equal("new", File.ReadAllText(elsewhere["model"]));
        Assert.Equal(elsewhere["model"], new FileInfo(folder["link"]).LinkTarget);
        Assert.Equal(folder["link"], new FileInfo(folder["link to the link"]).LinkTarget);
        Assert.Equal(["model"], elsewhere.Names);
    }

    [Fact]
    public void A_link_to_a_file_that_is_not_there_yet_makes_it()
    {
        using var folder = new TemporaryFolder();
        File.CreateSymbolicLink(folder["link"], "model");
        Write(folder["link"], "new");
        Assert.Equal("new", File.ReadAllText(folder["model"]));
        Assert.Equal("model", new FileInfo(folder["link"]).LinkTarget);
    }

    [Fact]
    public void A_link_that_leads_nowhere_is_refused_by_the_name_that_was_given()
    {
        using var folder = new TemporaryFolder();
        File.CreateSymbolicLink(folder["a"], folder["b"]);
        File.CreateSymbolicLink(folder["b"], folder["a"]);
        File.CreateSymbolicLink(folder["c"], Path.Combine(folder["none"], "model"));
        foreach (var name in new[] { "a", "c" })
        {
            var exception = Assert.ThrowsAny<IOException>(() => Write(folder[name], "new"));
            Assert.StartsWith($"{folder[name]} cannot be written: ", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_write_that_fails_leaves_the_old_content()
    {
        using var folder = new TemporaryFolder();
        var path = folder.WriteText("model", "old");
        Assert.Throws<InvalidOperationException>(() =>
            AtomicFile.Write(path, _ => throw new InvalidOperationException("no"))
        );
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal(["model"], folder.Names);
    }

    private static void Write(string path, string content) =>
        AtomicFile.Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(content)));
}
