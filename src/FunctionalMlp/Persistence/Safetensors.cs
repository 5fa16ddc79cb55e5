using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
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
    private readonly ImmutableArray<(SafetensorsEntry Entry, TensorBytes Bytes)> _tensors;

    private Safetensors(
        string origin,
        ImmutableSortedDictionary<string, string> metadata,
        ImmutableArray<(SafetensorsEntry Entry, TensorBytes Bytes)> tensors
    ) => (Origin, _metadata, _tensors) = (origin, metadata, tensors);

    /// <summary>Nothing yet.</summary>
    public static Safetensors Empty { get; } =
        new("", ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal), []);

    /// <summary>The strings that travel along, by name.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>The names of the tensors, in the file's order.</summary>
    public ImmutableArray<string> Names => [.. _tensors.Select(tensor => tensor.Entry.Name)];

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
        var (shape, values) = Find<T>(name, 2);
        return new Matrix<T>(shape[0], shape[1], values);
    }

    /// <summary>The vector of a name.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="InvalidFileException">There is none, or it is not a vector of this element type.</exception>
    public Vector<T> Vector<T>(string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (_, values) = Find<T>(name, 1);
        return new Vector<T>(values.Length, values);
    }

    /// <summary>Writes the file in one piece: at no time is there half a file under its name.</summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Save(string path)
    {
        var header = SafetensorsHeader.Write(
            _metadata.SetItem(Digest, ComputeDigest()),
            _tensors.Select(tensor => tensor.Entry)
        );
        AtomicFile.Write(
            path,
            stream =>
            {
                Span<byte> length = stackalloc byte[8];
                BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
                stream.Write(length);
                stream.Write(header);
                foreach (var block in _tensors.SelectMany(tensor => tensor.Bytes.Blocks))
                {
                    stream.Write(block.Span);
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
        if (Directory.Exists(path))
        {
            throw new IOException($"{path} is a folder, not a file.");
        }

        using var stream = File.OpenRead(path);
        Span<byte> prefix = stackalloc byte[8];
        if (stream.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false) < prefix.Length)
        {
            throw new InvalidFileException(path, "a safetensors file, which starts with eight bytes", "fewer");
        }

        // Only now is memory taken, never more than the file is long.
        var rest = stream.Length - prefix.Length;
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > (ulong)Math.Min(rest, Array.MaxLength))
        {
            throw new InvalidFileException(
                path,
                string.Create(CultureInfo.InvariantCulture, $"a safetensors header within {rest} bytes"),
                string.Create(CultureInfo.InvariantCulture, $"one of {length}")
            );
        }

        var header = new byte[length];
        stream.ReadExactly(header);
        var data = stream.Position;
        var (metadata, entries) = SafetensorsHeader.Read(path, header, rest - header.Length);
        var tensors = ImmutableArray.CreateBuilder<(SafetensorsEntry, TensorBytes)>();
        foreach (var (entry, start) in entries)
        {
            stream.Position = data + start;
            tensors.Add((entry, TensorBytes.Read(stream, entry.ByteCount)));
        }

        var digest = metadata.GetValueOrDefault(Digest);
        var loaded = new Safetensors(path, metadata.Remove(Digest), tensors.ToImmutable());
        return digest is null ? loaded
            : digest == loaded.ComputeDigest()
                ? new Safetensors(path, loaded._metadata, loaded._tensors) { HasDigest = true }
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
        if (_tensors.Any(tensor => tensor.Entry.Name == name))
        {
            throw new InvalidInputException(nameof(name), "a name that no tensor has", name);
        }

        var entry = new SafetensorsEntry(name, ElementType<T>(), [.. shape]);
        return new Safetensors(Origin, _metadata, _tensors.Add((entry, TensorBytes.FromSpan(values))));
    }

    private (int[] Shape, T[] Values) Find<T>(string name, int dimensions)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (entry, bytes) = _tensors.FirstOrDefault(tensor => tensor.Entry.Name == name);
        if (entry is null || entry.ElementType != ElementType<T>() || entry.Shape.Length != dimensions)
        {
            throw new InvalidFileException(
                Origin,
                $"a tensor \"{name}\" of type {ElementType<T>()} with {dimensions} dimensions",
                entry is null ? "none" : entry.ToString()
            );
        }

        var count = entry.ByteCount / SafetensorsEntry.ElementSizes[entry.ElementType];
        return Math.Max(count, entry.Shape.Max()) <= Array.MaxLength
            ? ([.. entry.Shape.Select(extent => (int)extent)], bytes.ToArray<T>((int)count))
            : throw new InvalidFileException(
                Origin,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"a tensor \"{name}\" of at most {Array.MaxLength} elements"
                ),
                entry.ToString()
            );
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

        foreach (var (entry, bytes) in _tensors)
        {
            Append(entry.Name);
            Append(entry.ToString());
            foreach (var block in bytes.Blocks)
            {
                hash.AppendData(block.Span);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
