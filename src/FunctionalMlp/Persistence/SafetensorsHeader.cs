using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace FunctionalMlp.Persistence;

/// <summary>
/// The JSON header of a safetensors file: <c>__metadata__</c>, strings by name, then for each tensor its type, shape and the range of its
/// bytes. The format is that of https://github.com/huggingface/safetensors; like its own reader, this one accepts no gaps and no overlaps.
/// </summary>
internal static class SafetensorsHeader
{
    private const string Metadata = "__metadata__";

    internal static byte[] Write(
        ImmutableSortedDictionary<string, string> metadata,
        IEnumerable<SafetensorsEntry> tensors
    )
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject(Metadata);
            foreach (var (key, value) in metadata)
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
            var offset = 0L;
            foreach (var tensor in tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", tensor.ElementType);
                WriteNumbers(json, "shape", tensor.Shape.AsSpan());
                WriteNumbers(json, "data_offsets", [offset, offset + tensor.ByteCount]);
                json.WriteEndObject();
                offset += tensor.ByteCount;
            }

            json.WriteEndObject();
        }

        // Blanks up to a multiple of eight: the tensors' bytes are then aligned in a mapped file.
        var header = new byte[(buffer.WrittenCount + 7) / 8 * 8];
        buffer.WrittenSpan.CopyTo(header);
        header.AsSpan(buffer.WrittenCount).Fill((byte)' ');
        return header;
    }

    /// <summary>The metadata, and each tensor with the place where its bytes start among the <paramref name="length"/> bytes after the header.</summary>
    /// <exception cref="InvalidFileException">The header is not what the format demands.</exception>
    internal static (
        ImmutableSortedDictionary<string, string> Metadata,
        ImmutableArray<(SafetensorsEntry Tensor, long Start)> Tensors
    ) Read(string path, ReadOnlySpan<byte> header, long length)
    {
        try
        {
            return Read(header, length);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new InvalidFileException(path, "a safetensors header", $"another ({exception.Message})");
        }
    }

    private static (
        ImmutableSortedDictionary<string, string>,
        ImmutableArray<(SafetensorsEntry Tensor, long Start)>
    ) Read(ReadOnlySpan<byte> header, long length)
    {
        var metadata = ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal);
        var tensors = new List<(SafetensorsEntry Tensor, long Start)>();
        var names = new HashSet<string>();
        var json = new Utf8JsonReader(header);
        Expect(ref json, JsonTokenType.StartObject);
        while (NextProperty(ref json) is { } name)
        {
            Require(names.Add(name), $"\"{name}\" twice");
            Expect(ref json, JsonTokenType.StartObject);
            if (name == Metadata)
            {
                while (NextProperty(ref json) is { } key)
                {
                    Require(!metadata.ContainsKey(key), $"\"{key}\" twice");
                    Expect(ref json, JsonTokenType.String);
                    metadata = metadata.Add(key, json.GetString() ?? "");
                }
            }
            else
            {
                tensors.Add(ReadTensor(ref json, name, length));
            }
        }

        // Only blanks may follow; the reader refuses all else.
        Require(!json.Read(), "more than one value");
        var end = 0L;
        foreach (var (tensor, start) in tensors.OrderBy(entry => entry.Start).ThenBy(entry => entry.Tensor.ByteCount))
        {
            Require(start == end, $"a gap or an overlap before \"{tensor.Name}\"");
            end += tensor.ByteCount;
        }

        Require(
            end == length,
            string.Create(CultureInfo.InvariantCulture, $"{end} bytes of tensors, but {length} in the file")
        );
        return (metadata, [.. tensors]);
    }

    private static (SafetensorsEntry, long Start) ReadTensor(ref Utf8JsonReader json, string name, long length)
    {
        var type = "";
        ImmutableArray<long> shape = default;
        ImmutableArray<long> range = default;
        while (NextProperty(ref json) is { } key)
        {
            switch (key)
            {
                case "dtype":
                    Expect(ref json, JsonTokenType.String);
                    type = json.GetString() ?? "";
                    break;
                case "shape":
                    shape = ReadNumbers(ref json);
                    break;
                case "data_offsets":
                    range = ReadNumbers(ref json);
                    break;
                default:
                    throw new JsonException($"\"{key}\" is no property of a tensor.");
            }
        }

        Require(SafetensorsEntry.ElementSizes.TryGetValue(type, out var size), $"\"{name}\" of type \"{type}\"");
        Require(!shape.IsDefault && !range.IsDefault && range.Length == 2, $"\"{name}\" without shape or range");
        var (start, end) = (range[0], range[1]);
        Require(start <= end && end <= length, $"\"{name}\" outside the file");
        // The product may overflow a long; what is over the file's length is wrong anyway.
        var expected = shape.Aggregate((Int128)size, (product, extent) => Int128.Min(product * extent, long.MaxValue));
        Require(expected == end - start, $"\"{name}\" with a shape that does not fit its range");
        return (new SafetensorsEntry(name, type, shape), start);
    }

    private static ImmutableArray<long> ReadNumbers(ref Utf8JsonReader json)
    {
        Expect(ref json, JsonTokenType.StartArray);
        var numbers = ImmutableArray.CreateBuilder<long>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            Require(
                json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var number) && number >= 0,
                "a size that is no whole number"
            );
            numbers.Add(json.GetInt64());
        }

        return numbers.ToImmutable();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, ReadOnlySpan<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    private static string? NextProperty(ref Utf8JsonReader json)
    {
        json.Read();
        return json.TokenType == JsonTokenType.PropertyName ? json.GetString() : null;
    }

    private static void Expect(ref Utf8JsonReader json, JsonTokenType type)
    {
        json.Read();
        Require(json.TokenType == type, $"{json.TokenType} where {type} was expected");
    }

    private static void Require(
        [System.Diagnostics.CodeAnalysis.DoesNotReturnIf(false)] bool condition,
        string otherwise
    )
    {
        if (!condition)
        {
            throw new JsonException($"It has {otherwise}.");
        }
    }
}
