using System.Buffers.Binary;
using System.Text;
using FunctionalMlp.Persistence;
using Xunit;

namespace FunctionalMlp.Tests.Persistence;

public sealed class SafetensorsTests
{
    private static readonly Matrix<double> Matrix = Samples.Matrix<double>(3, 2, 1);
    private static readonly Vector<float> Vector = FunctionalMlp.Vector.FromSpan<float>([1, float.NaN, -0f]);

    [Fact]
    public void Keeps_every_bit_and_every_string()
    {
        using var folder = new TemporaryFolder();
        Safetensors.Empty.With("m", Matrix).With("ö \"x\"", "a\nb").With("v", Vector).Save(folder["file"]);
        var loaded = Safetensors.Load(folder["file"]);
        Assert.Equal(["m", "v"], loaded.Names);
        Assert.Equal("a\nb", Assert.Single(loaded.Metadata, pair => pair.Key == "ö \"x\"").Value);
        Assert.Equal(Matrix, loaded.Matrix<double>("m"));
        Assert.Equal(
            Vector.ToArray().Select(BitConverter.SingleToUInt32Bits),
            loaded.Vector<float>("v").ToArray().Select(BitConverter.SingleToUInt32Bits)
        );
    }

    /// <summary>Tensors of more than one block, as those beyond 2 GiB are: whole blocks, a part of one, and one element.</summary>
    [Fact]
    public void Keeps_every_bit_of_tensors_that_are_longer_than_a_block()
    {
        using var folder = new TemporaryFolder();
        const int InBlock = TensorBytes.BlockLength / sizeof(double);
        var (exact, odd) = (Samples.Matrix<double>(2, InBlock, 1), Samples.Matrix<double>(1, InBlock + 1, 2));
        var vector = FunctionalMlp.Vector.FromSpan<float>(Samples.Matrix<float>(1, (5 * InBlock) + 3, 3).Span);
        Safetensors.Empty.With("exact", exact).With("odd", odd).With("vector", vector).Save(folder["file"]);
        var loaded = Safetensors.Load(folder["file"]);
        Assert.True(loaded.HasDigest);
        Assert.Equal(exact, loaded.Matrix<double>("exact"));
        Assert.Equal(odd, loaded.Matrix<double>("odd"));
        Assert.Equal(vector, loaded.Vector<float>("vector"));

        var bytes = System.IO.File.ReadAllBytes(folder["file"]);
        var first = bytes.Length - ((3 * InBlock) + 1) * sizeof(double) - vector.Length * sizeof(float);
        foreach (
            var position in new[] { 0, TensorBytes.BlockLength - 1, TensorBytes.BlockLength, bytes.Length - first - 1 }
        )
        {
            bytes[first + position] ^= 1;
            var path = folder.Write("flipped", bytes);
            bytes[first + position] ^= 1;
            Assert.Throws<InvalidFileException>(() => Safetensors.Load(path));
        }
    }

    [Fact]
    public void A_tensor_with_more_elements_than_an_array_is_refused()
    {
        using var folder = new TemporaryFolder();
        var header = """{"a":{"dtype":"F32","shape":[0,4294967297],"data_offsets":[0,0]}}""";
        var loaded = Safetensors.Load(folder.Write("file", File(header, [])));
        var exception = Assert.Throws<InvalidFileException>(() => loaded.Matrix<float>("a"));
        Assert.Equal("F32[0×4294967297]", exception.Actual);
    }

    /// <summary>Written by hand, as another program would: no digest, no metadata, tensors in no order, a type that is not ours.</summary>
    [Fact]
    public void Reads_files_of_other_programs()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write(
            "file",
            File(
                """
                {"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},"a":{"dtype":"BF16","shape":[2,1],"data_offsets":[0,4]},
                 "none":{"shape":[0,9],"data_offsets":[4,4],"dtype":"F64"}}
                """,
                [1, 2, 3, 4, .. BitConverter.GetBytes(1.5f)]
            )
        );
        var loaded = Safetensors.Load(path);
        Assert.Equal(["b", "a", "none"], loaded.Names);
        Assert.Equal(1.5f, loaded.Vector<float>("b")[0]);
        Assert.Equal((0, 9), (loaded.Matrix<double>("none").Rows, loaded.Matrix<double>("none").Columns));
        var exception = Assert.Throws<InvalidFileException>(() => loaded.Matrix<float>("a"));
        Assert.Equal("BF16[2×1]", exception.Actual);
        Assert.Equal("none", Assert.Throws<InvalidFileException>(() => loaded.Vector<float>("x")).Actual);
    }

    [Theory]
    [InlineData("[]", "")]
    [InlineData("{}", "too many bytes")]
    [InlineData("{} {}", "")]
    [InlineData("""{"a":1}""", "")]
    [InlineData("""{"__metadata__":{"a":1}}""", "")]
    [InlineData("""{"__metadata__":{"a":"1","a":"1"}}""", "")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", "1234")]
    [InlineData("""{"a":{"dtype":"F99","shape":[1],"data_offsets":[0,4]}}""", "1234")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "1234")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,4]}}""", "1234")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", "1234")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "12345678")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}""", "1234")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "1234")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", "1234")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"more":[],"data_offsets":[0,4]}}""", "1234")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", "")]
    [InlineData(
        """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""",
        "12"
    )]
    [InlineData(
        """{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""",
        "123"
    )]
    public void A_header_that_breaks_the_format_is_refused(string header, string data)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("file", File(header, Encoding.ASCII.GetBytes(data)));
        Assert.Equal(path, Assert.Throws<InvalidFileException>(() => Safetensors.Load(path)).Path);
    }

    [Fact]
    public void A_length_beyond_the_file_takes_no_memory()
    {
        using var folder = new TemporaryFolder();
        foreach (var length in new ulong[] { ulong.MaxValue, long.MaxValue, int.MaxValue, 1 })
        {
            var bytes = new byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
            var path = folder.Write("file", bytes);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Throws<InvalidFileException>(() => Safetensors.Load(path));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
        }
    }

    [Fact]
    public void Random_bytes_are_refused()
    {
        using var folder = new TemporaryFolder();
        for (var seed = 0; seed < 300; seed++)
        {
            var noise = new byte[seed];
            new Random(seed).NextBytes(noise);
            // Half of them get as far as the header.
            var path = folder.Write("file", seed % 2 == 0 ? noise : File($"{{{Encoding.Latin1.GetString(noise)}", []));
            Assert.Throws<InvalidFileException>(() => Safetensors.Load(path));
        }
    }

    [Fact]
    public void A_save_that_fails_leaves_the_old_file()
    {
        using var folder = new TemporaryFolder();
        folder.WriteText("file", "old");
        Assert.Throws<IOException>(() => AtomicFile.Write(folder["file"], _ => throw new IOException()));
        Assert.Equal("old", System.IO.File.ReadAllText(folder["file"]));
        Assert.Equal(["file"], folder.Names);
    }

    /// <summary>The file that is written first, under another name, is nothing that the caller knows of.</summary>
    [Fact]
    public void A_save_that_fails_names_the_callers_path()
    {
        using var folder = new TemporaryFolder();
        string Message(string path)
        {
            var message = Assert.ThrowsAny<IOException>(() => Safetensors.Empty.Save(path)).Message;
            Assert.DoesNotContain(".tmp", message, StringComparison.Ordinal);
            return message;
        }

        var missing = folder["no"];
        Assert.Equal(
            $"{folder["no/where"]} cannot be written: the folder {missing} does not exist.",
            Message(folder["no/where"])
        );
        Assert.Equal($"{folder["."]} is a folder, not a file.", Message(folder["."]));
        folder.WriteText("file", "");
        Assert.Equal(
            $"{folder["file/below"]} cannot be written: the folder {folder["file"]} does not exist.",
            Message(folder["file/below"])
        );
        var tooLong = folder[new string('x', 300)];
        Assert.StartsWith($"{tooLong} cannot be written: ", Message(tooLong), StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_input_is_refused() =>
        Samples.Fails(() => Safetensors.Empty.With("m", Matrix).With("m", Vector), "name", "no tensor", "m");

    private static byte[] File(string header, byte[] data)
    {
        var text = Encoding.UTF8.GetBytes(header);
        return [.. BitConverter.GetBytes((long)text.Length), .. text, .. data];
    }
}
