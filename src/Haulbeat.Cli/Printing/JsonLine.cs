using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Haulbeat.Cli.Printing;

/// <summary>One JSON object on one line of stdout.</summary>
internal static class JsonLine
{
    // Names and messages in any script stay readable; nobody puts this output into a web page unescaped.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Print(Action<Utf8JsonWriter> writeFields) => StandardOutput.Write(Format(writeFields));

    public static ReadOnlySpan<byte> Format(Action<Utf8JsonWriter> writeFields)
    {
        var line = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(line, Readable))
        {
            json.WriteStartObject();
            writeFields(json);
            json.WriteEndObject();
        }

        line.Write("\n"u8);
        return line.WrittenSpan;
    }

    public static void WriteMoment(this Utf8JsonWriter json, string name, DateTimeOffset? moment) =>
        json.WriteString(name, moment?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));

    public static void WriteNumberOrNull(this Utf8JsonWriter json, string name, double? number)
    {
        if (number is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
