using System.IO.Compression;
using FunctionalMlp.Data;
using Xunit;

namespace FunctionalMlp.Tests.Data;

public sealed class IdxTests
{
    /// <summary>Three pictures of 2×2 pixels.</summary>
    private static readonly byte[] Pictures =
    [
        .. new byte[] { 0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 2 },
        .. Enumerable.Range(0, 12).Select(i => (byte)(20 * i)),
    ];

    private static readonly byte[] Labels = [0, 0, 8, 1, 0, 0, 0, 3, 7, 0, 255];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_picture_becomes_a_row(bool compressed)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("pictures", compressed ? Compress(Pictures) : Pictures);
        var matrix = Idx.ReadMatrix<double>(path);
        Assert.Equal(Matrix.Create<double>(3, 4, (i, j) => 20 * ((4 * i) + j)), matrix);
        Assert.Equal([7, 0, 255], Idx.ReadLabels(folder.Write("labels", compressed ? Compress(Labels) : Labels)));
    }

    [Fact]
    public void A_file_cut_short_anywhere_is_refused()
    {
        using var folder = new TemporaryFolder();
        for (var length = 0; length < Pictures.Length; length++)
        {
            var path = folder.Write("cut", Pictures.AsSpan(0, length));
            Assert.Throws<InvalidFileException>(() => Idx.ReadMatrix<float>(path));
        }
    }

    /// <summary>Where only the end of the gzip stream is missing, all the pictures may already be there.</summary>
    [Fact]
    public void A_compressed_file_cut_short_anywhere_is_refused_or_whole()
    {
        using var folder = new TemporaryFolder();
        var whole = Compress(Pictures);
        var refused = 0;
        for (var length = 0; length < whole.Length; length++)
        {
            var path = folder.Write("cut", whole.AsSpan(0, length));
            try
            {
                Assert.Equal(3, Idx.ReadMatrix<float>(path).Rows);
            }
            catch (InvalidFileException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, whole.Length / 2, whole.Length);
    }

    /// <summary>Eight bytes end the stream: the checksum of what was compressed, and its length.</summary>
    [Theory]
    [InlineData(8, "checksum")]
    [InlineData(4, "checksum")]
    [InlineData(30, "checksum")]
    public void A_compressed_file_that_is_damaged_says_so(int fromEnd, string problem)
    {
        using var folder = new TemporaryFolder();
        var damaged = Compress(Pictures);
        damaged[^fromEnd] ^= 1;
        var path = folder.Write("damaged", damaged);
        var exception = Assert.Throws<InvalidFileException>(() => Idx.ReadMatrix<float>(path));
        Assert.Contains(problem, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("unsupported", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "an IDX file")]
    [InlineData(2, "unsigned bytes")]
    [InlineData(4, "elements")]
    [InlineData(8, "elements")]
    [InlineData(7, "elements")]
    public void A_wrong_byte_in_the_header_is_refused(int position, string expected)
    {
        using var folder = new TemporaryFolder();
        byte[] damaged = [.. Pictures];
        damaged[position] = 255;
        var path = folder.Write("damaged", damaged);
        var exception = Assert.Throws<InvalidFileException>(() => Idx.ReadMatrix<float>(path));
        Assert.Contains(expected, exception.Expected, StringComparison.Ordinal);
        Assert.Equal(path, exception.Path);
    }

    [Fact]
    public void Pictures_are_no_labels()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("pictures", Pictures);
        Assert.Throws<InvalidFileException>(() => Idx.ReadLabels(path));
    }

    internal static byte[] Compress(byte[] content)
    {
        using var result = new MemoryStream();
        using (var gzip = new GZipStream(result, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return result.ToArray();
    }
}
