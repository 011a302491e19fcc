using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Haulbeat.Lab.Reporting;

/// <summary>The report as JSON: one object on one line.</summary>
/// <remarks>It is written by hand: generated serializers for these types make the program 200 kB larger.</remarks>
public sealed class LabJson
{
    // Text in any language stays readable. Nobody puts this output into a web page unescaped.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Utf8JsonWriter json;

    private LabJson(Utf8JsonWriter json) => this.json = json;

    /// <summary>Formats the report.</summary>
    public static string Format(LabReport report)
    {
        var text = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(text, Options);
        var format = new LabJson(writer);
        format.WriteObject(report, format.Write);
        writer.Flush();
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    private void Write(LabReport report)
    {
        json.WriteString("version", report.Version);
        json.WriteString("at", report.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
        WriteObject("broker", report.Broker, Write);
        json.WriteNumber("heartbeat", report.Heartbeat);
        json.WriteNumber("work", report.Work);
        json.WriteNumber("seconds", report.Seconds);
        WriteArray("strategies", report.Strategies, Write);
        WriteArray("faults", report.Faults, Write);
        WriteArray("cells", report.Cells, Write);
    }

    private void Write(LabBroker broker)
    {
        json.WriteString("version", broker.Version);
        json.WriteBoolean("own", broker.Own);
    }

    private void Write(LabStrategy strategy)
    {
        json.WriteString("name", strategy.Name);
        json.WriteString("title", strategy.Title);
        json.WriteString("summary", strategy.Summary);
        json.WriteBoolean("knowsQueue", strategy.KnowsQueue);
        json.WriteString("source", strategy.Source);
    }

    private void Write(LabFault fault)
    {
        json.WriteString("name", fault.Name);
        json.WriteString("title", fault.Title);
        json.WriteString("summary", fault.Summary);
    }

    private void Write(LabCell cell)
    {
        json.WriteString("strategy", cell.Strategy);
        json.WriteString("fault", cell.Fault);
        json.WriteBoolean("ran", cell.Ran);
        json.WriteString("why", cell.Why);
        json.WriteString("verdict", cell.Verdict);
        json.WriteString("said", cell.Said);
        WriteObject("connection", cell.Connection, Write);
        json.WriteBoolean("lostByItself", cell.LostByItself);
        json.WriteString("message", cell.Message);
        json.WriteNumber("runsStarted", cell.RunsStarted);
        json.WriteNumber("runsEnded", cell.RunsEnded);
        json.WriteNumber("atOnce", cell.AtOnce);
        json.WriteNumber("secondsWorked", cell.SecondsWorked);
        json.WriteNumber("secondsNeeded", cell.SecondsNeeded);
        WriteNumber("noticedAfter", cell.NoticedAfter);
        json.WritePropertyName("noticed");
        json.WriteRawValue(cell.Noticed switch { true => "true", false => "false", null => "null" });
        json.WriteBoolean("knowsQueue", cell.KnowsQueue);
        WriteObject("timeline", cell.Timeline, Write);
    }

    private void Write(LabConnectionFate fate)
    {
        json.WriteBoolean("kept", fate.Kept);
        WriteNumber("lostAfter", fate.LostAfter);
    }

    private void Write(LabTimeline timeline)
    {
        json.WriteNumber("seconds", timeline.Seconds);
        WriteArray("runs", timeline.Runs, Write);
        WriteArray("connections", timeline.Connections, Write);
        WriteArray("marks", timeline.Marks, Write);
    }

    private void Write(LabRun run)
    {
        json.WriteNumber("start", run.Start);
        WriteNumber("end", run.End);
        json.WriteBoolean("ended", run.Ended);
        json.WriteNumber("pid", run.Pid);
    }

    private void Write(LabConnection connection)
    {
        json.WriteNumber("start", connection.Start);
        json.WriteNumber("end", connection.End);
        json.WriteString("by", connection.By);
        json.WriteBoolean("orderly", connection.Orderly);
    }

    private void Write(LabMark mark)
    {
        json.WriteNumber("at", mark.At);
        json.WriteString("kind", mark.Kind);
        json.WriteString("text", mark.Text);
    }

    private void WriteNumber(string name, double? number)
    {
        json.WritePropertyName(name);
        if (number is { } known)
        {
            json.WriteNumberValue(known);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private void WriteObject<T>(string name, T? value, Action<T> writeFields)
        where T : class
    {
        json.WritePropertyName(name);
        if (value is null)
        {
            json.WriteNullValue();
        }
        else
        {
            WriteObject(value, writeFields);
        }
    }

    private void WriteObject<T>(T value, Action<T> writeFields)
    {
        json.WriteStartObject();
        writeFields(value);
        json.WriteEndObject();
    }

    private void WriteArray<T>(string name, IReadOnlyList<T> items, Action<T> writeFields)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            WriteObject(item, writeFields);
        }

        json.WriteEndArray();
    }
}
