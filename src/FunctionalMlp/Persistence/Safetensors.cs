using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace FunctionalMlp.Persistence;

/// <summary>
/// An immutable set of named matrices and vectors with metadata, as a file of the safetensors format, which Python reads as well:
/// the header's length in eight bytes, a JSON header, the elements. A digest in the metadata tells damaged files from whole ones.
/// </summary>
public sealed class Safetensors
{
    private const string Digest = "sha256";
    private readonly ImmutableSortedDictionary<string, string> _metadata;
    private readonly ImmutableArray<SafetensorsEntry> _tensors;

    private Safetensors(
        string origin,
        ImmutableSortedDictionary<string, string> metadata,
        ImmutableArray<SafetensorsEntry> tensors
    ) => (Origin, _metadata, _tensors) = (origin, metadata, tensors);

    /// <summary>Nothing yet.</summary>
    public static Safetensors Empty { get; } =
        new("", ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal), []);

    /// <summary>The strings that travel along, by name.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>The names of the tensors, in the file's order.</summary>
    public ImmutableArray<string> Names => [.. _tensors.Select(tensor => tensor.Name)];

    /// <summary>The file it came from; empty if from none.</summary>
    internal string Origin { get; }

    /// <summary>The same with one more string.</summary>
    /// <param name="name">Its name; one of that name is replaced.</param>
    /// <param name="value">The string.</param>
    public Safetensors With(string name, string value) => new(Origin, _metadata.SetItem(name, value), _tensors);

    /// <summary>The same with one more matrix.</summary>
    /// <param name="name">Its name, which no other has.</param>
    /// <param name="matrix">The matrix.</param>
    /// <exception cref="InvalidInputException">There is one of that name.</exception>
    public Safetensors With<T>(string name, Matrix<T> matrix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return With(name, matrix.Span, matrix.Rows, matrix.Columns);
    }

    /// <summary>The same with one more vector.</summary>
    /// <param name="name">Its name, which no other has.</param>
    /// <param name="vector">The vector.</param>
    /// <exception cref="InvalidInputException">There is one of that name.</exception>
    public Safetensors With<T>(string name, Vector<T> vector)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(vector);
        return With(name, vector.Span, vector.Length);
    }

    /// <summary>The matrix of a name.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="InvalidFileException">There is none, or it is not a matrix of this element type.</exception>
    public Matrix<T> Matrix<T>(string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var tensor = Find<T>(name, 2);
        return new Matrix<T>((int)tensor.Shape[0], (int)tensor.Shape[1], Values<T>(tensor));
    }

    /// <summary>The vector of a name.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="InvalidFileException">There is none, or it is not a vector of this element type.</exception>
    public Vector<T> Vector<T>(string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var tensor = Find<T>(name, 1);
        return new Vector<T>((int)tensor.Shape[0], Values<T>(tensor));
    }

    /// <summary>Writes the file in one piece: at no time is there half a file under its name.</summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Save(string path)
    {
        var header = SafetensorsHeader.Write(_metadata.SetItem(Digest, ComputeDigest()), _tensors);
        AtomicFile.Write(
            path,
            stream =>
            {
                Span<byte> length = stackalloc byte[8];
                BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
                stream.Write(length);
                stream.Write(header);
                foreach (var tensor in _tensors)
                {
                    stream.Write(tensor.Bytes.Span);
                }
            }
        );
    }

    /// <summary>Reads a file, of this library or of another.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidFileException">It is not a safetensors file, is cut short, or does not match its digest, if it has one.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Safetensors Load(string path)
    {
        using var stream = File.OpenRead(path);
        Span<byte> prefix = stackalloc byte[8];
        if (stream.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false) < prefix.Length)
        {
            throw new InvalidFileException(path, "a safetensors file, which starts with eight bytes", "fewer");
        }

        // Only now is memory taken, never more than the file is long.
        var rest = stream.Length - prefix.Length;
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > (ulong)rest || rest > Array.MaxLength)
        {
            throw new InvalidFileException(
                path,
                string.Create(CultureInfo.InvariantCulture, $"a safetensors header within {rest} bytes"),
                string.Create(CultureInfo.InvariantCulture, $"one of {length}")
            );
        }

        var content = new byte[rest];
        stream.ReadExactly(content);
        var (metadata, tensors) = SafetensorsHeader.Read(
            path,
            content.AsSpan(0, (int)length),
            content.AsMemory((int)length)
        );
        var digest = metadata.GetValueOrDefault(Digest);
        var loaded = new Safetensors(path, metadata.Remove(Digest), tensors);
        return digest is null ? loaded
            : digest == loaded.ComputeDigest() ? new Safetensors(path, loaded._metadata, tensors) { HasDigest = true }
            : throw new InvalidFileException(
                path,
                "content that matches its digest",
                "other content, which is damaged"
            );
    }

    /// <summary>Whether it was read from a file with a digest, which matched.</summary>
    internal bool HasDigest { get; private init; }

    private Safetensors With<T>(string name, ReadOnlySpan<T> values, params ReadOnlySpan<long> shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (_tensors.Any(tensor => tensor.Name == name))
        {
            throw new InvalidInputException(nameof(name), "a name that no tensor has", name);
        }

        var bytes = LittleEndian<T>(MemoryMarshal.AsBytes(values).ToArray());
        return new Safetensors(
            Origin,
            _metadata,
            _tensors.Add(new SafetensorsEntry(name, ElementType<T>(), [.. shape], bytes))
        );
    }

    private SafetensorsEntry Find<T>(string name, int dimensions)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var tensor = _tensors.FirstOrDefault(tensor => tensor.Name == name);
        return tensor is not null && tensor.ElementType == ElementType<T>() && tensor.Shape.Length == dimensions
            ? tensor
            : throw new InvalidFileException(
                Origin,
                $"a tensor \"{name}\" of type {ElementType<T>()} with {dimensions} dimensions",
                tensor is null ? "none" : tensor.ToString()
            );
    }

    private static T[] Values<T>(SafetensorsEntry tensor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        MemoryMarshal.Cast<byte, T>(LittleEndian<T>(tensor.Bytes.ToArray())).ToArray();

    /// <summary>Turns each element around where the machine stores the high byte first.</summary>
    private static byte[] LittleEndian<T>(byte[] bytes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var size = SafetensorsEntry.ElementSizes[ElementType<T>()];
        for (var i = 0; i < bytes.Length && !BitConverter.IsLittleEndian; i += size)
        {
            bytes.AsSpan(i, size).Reverse();
        }

        return bytes;
    }

    private static string ElementType<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        typeof(T) == typeof(double) ? "F64"
        : typeof(T) == typeof(float) ? "F32"
        : throw new InvalidInputException(nameof(T), "float or double", typeof(T).Name);

    /// <summary>Of all that means something: the metadata, and each tensor's name, type, shape and bytes.</summary>
    private string ComputeDigest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        // The length goes first, so that no two contents make the same sequence.
        void Append(string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            hash.AppendData(BitConverter.GetBytes(BinaryPrimitives.ReverseEndianness(bytes.Length)));
            hash.AppendData(bytes);
        }

        foreach (var (key, value) in _metadata)
        {
            Append(key);
            Append(value);
        }

        foreach (var tensor in _tensors)
        {
            Append(tensor.Name);
            Append(tensor.ToString());
            hash.AppendData(tensor.Bytes.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
