using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Numerics;

namespace FunctionalMlp.Data;

/// <summary>
/// Reads IDX files of unsigned bytes, the format of MNIST and its kin, gzip-compressed or not: two zero bytes, the element
/// type (8), the number of dimensions, each dimension as a big-endian 32-bit number, then the elements row by row. Y. LeCun,
/// C. Cortes and C. Burges, "The MNIST database of handwritten digits" (1998).
/// </summary>
public static class Idx
{
    private const int UnsignedByte = 8;

    /// <summary>A matrix with a row for each entry of the first dimension: an image in each row, pixel by pixel, 0 … 255.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidFileException">It is not an IDX file of unsigned bytes, or it is damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Matrix<T> ReadMatrix<T>(string path)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (count, size, bytes) = Read(path);
        var values = new T[bytes.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = T.CreateChecked(bytes[i]);
        }

        return new Matrix<T>(count, size, values);
    }

    /// <summary>A label for each entry, 0 … 255.</summary>
    /// <param name="path">The file, of one dimension.</param>
    /// <exception cref="InvalidFileException">It is not an IDX file of unsigned bytes in one dimension, or it is damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static int[] ReadLabels(string path)
    {
        var (_, size, bytes) = Read(path);
        return size == 1
            ? Array.ConvertAll(bytes, label => (int)label)
            : throw new InvalidFileException(path, "one label an entry", $"{size}");
    }

    private static (int Count, int Size, byte[] Elements) Read(string path)
    {
        var content = Decompress(path);
        if (content.Length < 4 || content[0] != 0 || content[1] != 0)
        {
            throw new InvalidFileException(path, "an IDX file, which starts with two zero bytes", "another");
        }

        if (content[2] != UnsignedByte)
        {
            throw new InvalidFileException(path, "unsigned bytes (type 8)", $"type {content[2]}");
        }

        int dimensions = content[3];
        var start = 4 + (4 * dimensions);
        if (dimensions == 0 || content.Length < start)
        {
            throw new InvalidFileException(path, "dimensions after the first four bytes", "none, or not all");
        }

        // A product of sizes may overflow anything; it is at least as large as the file once it is above its length.
        var (count, size) = (0, 1L);
        for (var i = 0; i < dimensions; i++)
        {
            var extent = BinaryPrimitives.ReadUInt32BigEndian(content.AsSpan(4 + (4 * i)));
            if (i == 0)
            {
                count = (int)Math.Min(extent, int.MaxValue);
            }
            else
            {
                size = Math.Min(size * extent, int.MaxValue);
            }
        }

        var elements = content.Length - start;
        return count * size == elements
            ? (count, (int)size, content[start..])
            : throw new InvalidFileException(
                path,
                string.Create(CultureInfo.InvariantCulture, $"{count} × {size} elements"),
                string.Create(CultureInfo.InvariantCulture, $"{elements}")
            );
    }

    private static byte[] Decompress(string path)
    {
        var content = File.ReadAllBytes(path);
        if (content.Length < 2 || content[0] != 0x1F || content[1] != 0x8B)
        {
            return content;
        }

        try
        {
            using var gzip = new GZipStream(new MemoryStream(content), CompressionMode.Decompress);
            using var result = new MemoryStream();
            gzip.CopyTo(result);
            return result.ToArray();
        }
        catch (InvalidDataException)
        {
            // The exception's own message speaks of unsupported methods, whatever is wrong.
            throw new InvalidFileException(
                path,
                "gzip-compressed data",
                "a damaged stream: it does not decompress, or not to what its checksum is of"
            );
        }
    }
}
