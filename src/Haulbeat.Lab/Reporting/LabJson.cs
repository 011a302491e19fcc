using Haulbeat.Monitoring;
using System.Text;
using System.Text.Json;
using Haulbeat.Lab.Strategies;

namespace Haulbeat.Lab.Reporting;

/// <summary>The report as JSON: one object on one line.</summary>
/// <remarks>Written by hand: generated serializers for these types would make the program 200 kB larger.</remarks>
internal static class LabJson
{
    public static string Format(LabReport report) => Encoding.UTF8.GetString(JsonText.Write(json => WriteReport(json, report)).WrittenSpan);

    private static void WriteReport(Utf8JsonWriter json, LabReport report)
    {
        json.WriteString("version", report.Version);
        json.WriteMoment("at", report.At);
        json.WriteStartObject("broker");
        json.WriteString("version", report.Broker.Version);
        json.WriteBoolean("own", report.Broker.Own);
        json.WriteEndObject();
        json.WriteNumber("heartbeat", report.Heartbeat);
        json.WriteNumber("work", report.Work);
        json.WriteNumber("seconds", report.Seconds);
        json.WriteArray("strategies", report.Strategies, WriteStrategy);
        json.WriteArray("faults", report.Faults, WriteFault);
        json.WriteArray("cells", report.Cells, LabCellJson.Write);
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
}
