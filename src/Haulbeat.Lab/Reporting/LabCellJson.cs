using Haulbeat.Monitoring;
using System.Text.Json;
using Haulbeat.Lab.Faults;
using Haulbeat.Lab.Observing;
using Haulbeat.Lab.Strategies;

namespace Haulbeat.Lab.Reporting;

/// <summary>A cell of the report as JSON.</summary>
internal static class LabCellJson
{
    public static void Write(Utf8JsonWriter json, LabCell cell)
    {
        json.WriteString("strategy", cell.Strategy);
        json.WriteString("fault", cell.Fault);
        json.WriteBoolean("ran", cell.Ran);
        json.WriteString("why", cell.Why);
        json.WriteString("verdict", cell.Verdict);
        json.WriteString("said", cell.Said);
        WriteConnection(json, cell.Connection);
        json.WriteBoolean("lostByItself", cell.LostByItself);
        json.WriteString("message", cell.Message);
        json.WriteNumber("runsStarted", cell.RunsStarted);
        json.WriteNumber("runsEnded", cell.RunsEnded);
        json.WriteNumber("atOnce", cell.AtOnce);
        json.WriteNumber("secondsWorked", cell.SecondsWorked);
        json.WriteNumber("secondsNeeded", cell.SecondsNeeded);
        json.WriteNumberOrNull("noticedAfter", cell.NoticedAfter);
        WriteNoticed(json, cell.Noticed);
        json.WriteBoolean("knowsQueue", cell.KnowsQueue);
        WriteTimeline(json, cell.Timeline);
    }

    private static void WriteConnection(Utf8JsonWriter json, LabConnectionFate? fate)
    {
        if (fate is null)
        {
            json.WriteNull("connection");
            return;
        }

        json.WriteStartObject("connection");
        json.WriteBoolean("kept", fate.Kept);
        json.WriteNumberOrNull("lostAfter", fate.LostAfter);
        json.WriteEndObject();
    }

    private static void WriteNoticed(Utf8JsonWriter json, bool? noticed)
    {
        if (noticed is { } known)
        {
            json.WriteBoolean("noticed", known);
        }
        else
        {
            json.WriteNull("noticed");
        }
    }

    private static void WriteTimeline(Utf8JsonWriter json, LabTimeline? timeline)
    {
        if (timeline is null)
        {
            json.WriteNull("timeline");
            return;
        }

        json.WriteStartObject("timeline");
        json.WriteNumber("seconds", timeline.Seconds);
        json.WriteArray("runs", timeline.Runs, WriteRun);
        json.WriteArray("connections", timeline.Connections, WriteConnection);
        json.WriteArray("marks", timeline.Marks, WriteMark);
        json.WriteEndObject();
    }

    private static void WriteRun(Utf8JsonWriter json, LabRun run)
    {
        json.WriteNumber("start", run.Start);
        json.WriteNumberOrNull("end", run.End);
        json.WriteBoolean("ended", run.Ended);
        json.WriteNumber("pid", run.Pid);
    }

    private static void WriteConnection(Utf8JsonWriter json, LabConnection connection)
    {
        json.WriteNumber("start", connection.Start);
        json.WriteNumber("end", connection.End);
        json.WriteString("by", connection.By);
        json.WriteBoolean("orderly", connection.Orderly);
    }

    private static void WriteMark(Utf8JsonWriter json, LabMark mark)
    {
        json.WriteNumber("at", mark.At);
        json.WriteString("kind", mark.Kind);
        json.WriteString("text", mark.Text);
    }
}
