using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using FunctionalMlp.Persistence;
using Xunit;

namespace FunctionalMlp.Tests.Persistence;

public sealed class NetworkFileTests
{
    private static readonly Network Network = Network
        .Input(3)
        .Dropout(0.3)
        .Dense(4, Activation.LeakyReLU(0.2))
        .Dropout(0.1)
        .Dense(2, Activation.ELUWithAlpha(0.7))
        .Dense(2);
    private static readonly Parameters<float> Parameters = Samples.Parameters<float>(Network, 1);

    [Fact]
    public void What_is_loaded_is_what_was_saved()
    {
        using var folder = new TemporaryFolder();
        NetworkFile.Save(folder["model"], Network, Parameters);
        var (network, parameters) = NetworkFile.Load<float>(folder["model"]);
        Assert.Equal(Network, network);
        Assert.Equal(Parameters, parameters);
        Assert.Equal(["model"], folder.Names);
    }

    /// <summary>The bytes, read without the library: eight of length, a JSON header, the elements where it says.</summary>
    [Fact]
    public void The_file_has_the_format_that_Python_reads()
    {
        using var folder = new TemporaryFolder();
        NetworkFile.Save(folder["model"], Network, Parameters);
        var bytes = File.ReadAllBytes(folder["model"]);
        var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        Assert.Equal(0, length % 8);
        using var header = JsonDocument.Parse(bytes.AsMemory(8, length));
        Assert.Equal(JsonValueKind.Object, header.RootElement.GetProperty("__metadata__").ValueKind);
        foreach (var layer in new[] { 0, 1, 2 })
        {
            var weight = header.RootElement.GetProperty($"layers.{layer}.weight");
            var expected = Parameters[layer].Weights;
            Assert.Equal("F32", weight.GetProperty("dtype").GetString());
            Assert.Equal([expected.Rows, expected.Columns], weight.GetProperty("shape").Integers());
            Assert.Equal(expected.Span.ToArray(), Elements(weight));
            var bias = header.RootElement.GetProperty($"layers.{layer}.bias");
            Assert.Equal([expected.Rows], bias.GetProperty("shape").Integers());
            Assert.Equal(Parameters[layer].Biases.ToArray(), Elements(bias));
        }

        float[] Elements(JsonElement tensor)
        {
            var range = tensor.GetProperty("data_offsets").Integers();
            return
            [
                .. bytes[(8 + length + range[0])..(8 + length + range[1])]
                    .Chunk(4)
                    .Select(element => BinaryPrimitives.ReadSingleLittleEndian(element)),
            ];
        }
    }

    /// <summary>Another program may write the same tensors and the same architecture; nothing would tell whether they are whole.</summary>
    [Fact]
    public void A_file_without_a_digest_is_refused()
    {
        using var folder = new TemporaryFolder();
        var text = """{"__metadata__":{"network":"{\"inputs\":3,\"layers\":[]}"}}""";
        var path = folder.Write(
            "file",
            [.. BitConverter.GetBytes((long)text.Length), .. Encoding.ASCII.GetBytes(text)]
        );
        var exception = Assert.Throws<InvalidFileException>(() => NetworkFile.Load<float>(path));
        Assert.Equal(("a digest of the content", "none"), (exception.Expected, exception.Actual));
    }

    [Fact]
    public void Another_element_type_is_refused()
    {
        using var folder = new TemporaryFolder();
        NetworkFile.Save(folder["model"], Network, Parameters);
        var exception = Assert.Throws<InvalidFileException>(() => NetworkFile.Load<double>(folder["model"]));
        Assert.Contains("F64", exception.Expected, StringComparison.Ordinal);
        Assert.Contains("F32[4×3]", exception.Actual, StringComparison.Ordinal);
    }

    [Fact]
    public void Tensors_that_do_not_fit_the_network_are_refused()
    {
        using var folder = new TemporaryFolder();
        var file = Safetensors
            .Empty.With("network", """{"inputs":3,"layers":[{"width":2,"activation":"identity"}]}""")
            .With("layers.0.weight", Samples.Matrix<float>(2, 4, 1))
            .With("layers.0.bias", Vector.Zeros<float>(2));
        file.Save(folder["model"]);
        var exception = Assert.Throws<InvalidFileException>(() => NetworkFile.Load<float>(folder["model"]));
        Assert.Contains("3 → 2 identity", exception.Expected, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Weights_that_are_not_finite_are_refused(float bad)
    {
        using var folder = new TemporaryFolder();
        Safetensors
            .Empty.With("network", """{"inputs":1,"layers":[{"width":1,"activation":"identity"}]}""")
            .With("layers.0.weight", Matrix.Zeros<float>(1, 1))
            .With("layers.0.bias", Vector.FromSpan<float>([bad]))
            .Save(folder["model"]);
        var exception = Assert.Throws<InvalidFileException>(() => NetworkFile.Load<float>(folder["model"]));
        Assert.Contains("finite", exception.Actual, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("""{"inputs":3}""")]
    [InlineData("""{"inputs":0,"layers":[]}""")]
    [InlineData("""{"inputs":3,"layers":[{"width":"2","activation":"relu"}]}""")]
    [InlineData("""{"inputs":3,"layers":[{"width":2,"activation":"no such"}]}""")]
    [InlineData("""{"inputs":3,"layers":[{"width":2147483647,"activation":"relu"}]}""")]
    public void An_architecture_that_is_none_is_refused(string network)
    {
        using var folder = new TemporaryFolder();
        Safetensors.Empty.With("network", network).Save(folder["model"]);
        Assert.Throws<InvalidFileException>(() => NetworkFile.Load<float>(folder["model"]));
    }
}
