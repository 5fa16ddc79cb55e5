using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace FunctionalMlp.Data;

/// <summary>
/// An encoding as JSON. Written and read without reflection, which programs compiled ahead of time do not have, nor file-based apps, even if
/// they are only run.
/// </summary>
internal static class TableEncodingJson
{
    private const string Target = "Target";
    private const string Missing = "Missing";
    private const string Columns = "Columns";
    private const string Name = "Name";
    private const string Categories = "Categories";
    private const string Fill = "Fill";
    private const string TextIsMissing = "TextIsMissing";

    internal static string Write(string target, MissingValues missing, ImmutableArray<ColumnEncoding> columns)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString(Target, target);
            json.WriteString(Missing, missing.ToString());
            json.WriteStartArray(Columns);
            foreach (var column in columns)
            {
                Write(json, column);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    internal static (string Target, MissingValues Missing, ImmutableArray<ColumnEncoding> Columns) Read(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var root = json.RootElement;
            var name = Text(root.GetProperty(Missing));
            var missing = Enum.GetValues<MissingValues>().Single(value => value.ToString() == name);
            return (
                Text(root.GetProperty(Target)),
                missing,
                [.. root.GetProperty(Columns).EnumerateArray().Select(ReadColumn)]
            );
        }
        catch (Exception exception)
            when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new InvalidInputException("json", "an encoding's JSON", $"other ({exception.Message.TrimEnd('.')})");
        }
    }

    private static void Write(Utf8JsonWriter json, ColumnEncoding column)
    {
        json.WriteStartObject();
        json.WriteString(Name, column.Name);
        json.WriteStartArray(Categories);
        foreach (var category in column.Categories)
        {
            json.WriteStringValue(category);
        }

        json.WriteEndArray();
        json.WriteString(Fill, column.Fill);
        if (column.TextIsMissing)
        {
            json.WriteBoolean(TextIsMissing, true);
        }

        json.WriteEndObject();
    }

    // Files of before know nothing of text that is missing.
    private static ColumnEncoding ReadColumn(JsonElement json) =>
        new(
            Text(json.GetProperty(Name)),
            [.. json.GetProperty(Categories).EnumerateArray().Select(Text)],
            Text(json.GetProperty(Fill)),
            json.TryGetProperty(TextIsMissing, out var isMissing) && isMissing.GetBoolean()
        );

    private static string Text(JsonElement json) => json.GetString() ?? throw new JsonException("A text is null");
}
