using System.Buffers;
using System.Collections.Immutable;
using System.Numerics;
using System.Text;
using System.Text.Json;
using FunctionalMlp.Data;

namespace FunctionalMlp.Persistence;

/// <summary>Names, scalings and architectures as the JSON texts that a model file carries in its metadata.</summary>
internal static class MetadataJson
{
    internal static string Write(Network network) =>
        Write(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("inputs", network.InputWidth);
            json.WriteNumber("dropout", network.InputDropout);
            json.WriteStartArray("layers");
            foreach (var layer in network.Layers)
            {
                json.WriteStartObject();
                json.WriteNumber("width", layer.Width);
                json.WriteString("activation", layer.Activation.Name);
                json.WriteNumber("dropout", layer.Dropout);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });

    internal static string Write(ImmutableArray<string> names) =>
        Write(json =>
        {
            json.WriteStartArray();
            foreach (var name in names)
            {
                json.WriteStringValue(name);
            }

            json.WriteEndArray();
        });

    /// <summary>The numbers in full, so that they are read back to the same bits.</summary>
    internal static string Write<T>(Scaling<T> scaling)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Write(json =>
        {
            json.WriteStartObject();
            foreach (var (name, numbers) in new[] { ("shift", scaling.Shift), ("scale", scaling.Scale) })
            {
                json.WriteStartArray(name);
                foreach (var number in numbers.Span)
                {
                    json.WriteNumberValue(double.CreateChecked(number));
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        });

    internal static Network ReadNetwork(Safetensors file, string key) =>
        Read(
            file,
            key,
            json =>
                json.GetProperty("layers")
                    .EnumerateArray()
                    .Aggregate(
                        Network.Input(json.GetProperty("inputs").GetInt32()).Dropout(ReadDropout(json)),
                        (network, layer) =>
                            network
                                .Dense(
                                    layer.GetProperty("width").GetInt32(),
                                    Activation.FromName(layer.GetProperty("activation").GetString() ?? "")
                                )
                                .Dropout(ReadDropout(layer))
                    )
        );

    // Of inputs and of layers alike; files of before have none.
    private static double ReadDropout(JsonElement json) =>
        json.TryGetProperty("dropout", out var rate) ? rate.GetDouble() : 0;

    internal static ImmutableArray<string> ReadNames(Safetensors file, string key) =>
        Read(file, key, json => json.EnumerateArray().Select(name => name.GetString() ?? "").ToImmutableArray());

    internal static Scaling<T> ReadScaling<T>(Safetensors file, string key)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        static Vector<T> Numbers(JsonElement json, string name) =>
            Vector.FromSpan<T>(
                json.GetProperty(name).EnumerateArray().Select(number => T.CreateChecked(number.GetDouble())).ToArray()
            );

        return Read(file, key, json => new Scaling<T>(Numbers(json, "shift"), Numbers(json, "scale")));
    }

    private static string Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static TResult Read<TResult>(Safetensors file, string key, Func<JsonElement, TResult> read)
    {
        if (!file.Metadata.TryGetValue(key, out var text))
        {
            throw new InvalidFileException(file.Origin, $"a model of this library, with metadata \"{key}\"", "none");
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            return read(json.RootElement);
        }
        catch (Exception exception)
            when (exception
                    is JsonException
                        or InvalidOperationException
                        or KeyNotFoundException
                        or FormatException
                        and not InvalidFileException
                        or InvalidInputException
            )
        {
            throw new InvalidFileException(file.Origin, $"usable metadata \"{key}\"", $"other ({exception.Message})");
        }
    }
}
