using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Haulbeat.Lab.Reporting;

/// <summary>The report as JSON: one object on one line.</summary>
/// <remarks>Written by hand: generated serializers for these types would make the program 200 kB larger.</remarks>
internal static class LabJson
{
    // Sentences stay readable; nobody puts this output into a web page unescaped.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Format(LabReport report)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text, Readable))
        {
            WriteReport(json, report);
        }

        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    private static void WriteReport(Utf8JsonWriter json, LabReport report)
    {
        json.WriteStartObject();
        json.WriteString("version", report.Version);
        json.WriteString("at", report.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
        json.WriteStartObject("broker");
        json.WriteString("version", report.Broker.Version);
        json.WriteBoolean("own", report.Broker.Own);
        json.WriteEndObject();
        json.WriteNumber("heartbeat", report.Heartbeat);
        json.WriteNumber("work", report.Work);
        json.WriteNumber("seconds", report.Seconds);
        WriteAll(json, "strategies", report.Strategies, WriteStrategy);
        WriteAll(json, "faults", report.Faults, WriteFault);
        WriteAll(json, "cells", report.Cells, LabCellJson.Write);
        json.WriteEndObject();
    }

    private static void WriteStrategy(Utf8JsonWriter json, LabStrategy strategy)
    {
        json.WriteString("name", strategy.Name);
        json.WriteString("title", strategy.Title);
        json.WriteString("summary", strategy.Summary);
        json.WriteBoolean("knowsQueue", strategy.KnowsQueue);
        json.WriteString("source", strategy.Source);
    }

    private static void WriteFault(Utf8JsonWriter json, LabFault fault)
    {
        json.WriteString("name", fault.Name);
        json.WriteString("title", fault.Title);
        json.WriteString("summary", fault.Summary);
    }

    /// <summary>Writes an array of objects.</summary>
    public static void WriteAll<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> all, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var each in all)
        {
            json.WriteStartObject();
            write(json, each);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
