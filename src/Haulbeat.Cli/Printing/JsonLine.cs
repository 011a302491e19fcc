using Haulbeat.Monitoring;
using System.Buffers;
using System.Text.Json;

namespace Haulbeat.Cli.Printing;

/// <summary>One JSON object on one line of stdout.</summary>
internal static class JsonLine
{
    public static void Print(Action<Utf8JsonWriter> writeFields) => StandardOutput.Write(Format(writeFields));

    public static ReadOnlySpan<byte> Format(Action<Utf8JsonWriter> writeFields)
    {
        var line = JsonText.Write(writeFields);
        line.Write("\n"u8);
        return line.WrittenSpan;
    }
}
