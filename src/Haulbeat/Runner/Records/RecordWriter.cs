using System.Globalization;
using System.Text.Json;
using Haulbeat.Jobs;
using Haulbeat.Runner.Posix;
using Haulbeat.Worker;

namespace Haulbeat.Runner.Records;

/// <summary>Writes a record as JSON.</summary>
internal static class RecordWriter
{
    public static byte[] Write(RunRecord record)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            WriteJob(json, record.Job);
            WriteRun(json, record);
            WriteEnd(json, record);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WriteJob(Utf8JsonWriter json, Job job)
    {
        json.WriteNumber("version", RunRecord.NewestVersion);
        json.WriteString("job", job.Id);
        json.WriteString("queue", job.Queue);
        json.WriteNumber("run", job.Run);
        json.WriteNumber("attempt", job.Attempt);
        json.WriteNumber("interruptions", job.Interruptions);
        WriteIfKnown(json, "replyTo", job.ReplyTo);
        WriteIfKnown(json, "correlationId", job.CorrelationId);
        WriteIfKnown(json, "traceParent", job.TraceParent);
        WriteIfKnown(json, "sentAt", job.SentAt);
    }

    private static void WriteRun(Utf8JsonWriter json, RunRecord record)
    {
        json.WriteString("worker", record.Worker);
        json.WriteString("boot", record.Boot);
        json.WriteNumber("runner", record.Runner);
        WriteIfKnown(json, "runnerBirth", record.RunnerBirth);
        WriteIfKnown(json, "pid", record.Pid);
        WriteIfKnown(json, "pidBirth", record.PidBirth);
        json.WriteNumber("safeUntil", record.Term.SafeUntil.Nanoseconds);
        json.WriteNumber("survivesUntil", record.Term.SurvivesUntil.Nanoseconds);
        WriteIfKnown(json, "startedAt", record.StartedAt);
        json.WriteString("files", record.Files.Stem);
    }

    private static void WriteEnd(Utf8JsonWriter json, RunRecord record)
    {
        if (record.ExitReport is not { } report)
        {
            return;
        }

        WriteIfKnown(json, "endedAt", record.EndedAt);
        json.WriteString("stopCause", report.StopReason.ToString());
        WriteIfKnown(json, "exitCode", report.ExitCode);
        WriteIfKnown(json, "signal", report.Signal);
        json.WriteString("startError", report.StartError);
        json.WriteBoolean("invalid", report.Invalid);
        json.WriteBoolean("survivors", report.Survivors);
        json.WriteBase64String("output", record.Output.Span);
    }

    private static void WriteIfKnown(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    private static void WriteIfKnown(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteIfKnown(Utf8JsonWriter json, string name, DateTimeOffset? value) =>
        WriteIfKnown(json, name, value?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
}
