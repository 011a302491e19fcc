using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Haulbeat.Jobs;
using Haulbeat.Runner.Posix;
using Haulbeat.Worker;

namespace Haulbeat.Runner.Records;

/// <summary>Reads records, those of earlier versions too.</summary>
internal static class RecordReader
{
    /// <summary>The record in a file, or null if there is none that can be read.</summary>
    public static RunRecord? ReadFile(string path)
    {
        try
        {
            return TryRead(File.ReadAllBytes(path), out var record) ? record : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Reads a record. Of one in a newer form, only the version and whose it is may be right.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> text, [NotNullWhen(true)] out RunRecord? record)
    {
        record = null;
        try
        {
            using var json = JsonDocument.Parse(text);
            record = Read(json.RootElement);
            return true;
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or FormatException or InvalidOperationException or ArgumentException)
        {
            return false;
        }
    }

    private static RunRecord Read(JsonElement root) => new()
    {
        Version = root.GetProperty("version").GetInt32(),
        Job = JobOf(root),
        Worker = root.GetProperty("worker").GetString() ?? "",
        Files = new RunFiles(root.GetProperty("files").GetString() ?? ""),
        Boot = Text(root, "boot") ?? "",
        Runner = root.GetProperty("runner").GetInt32(),
        RunnerBirth = Number(root, "runnerBirth"),
        Pid = (int?)Number(root, "pid"),
        PidBirth = Number(root, "pidBirth"),
        Term = new JobLease(new(Number(root, "safeUntil") ?? 0), new(Number(root, "survivesUntil") ?? 0)),
        StartedAt = root.GetProperty("startedAt").GetDateTimeOffset(),
        ExitReport = root.TryGetProperty("stopCause", out var cause) ? ExitReportOf(root, cause) : null,
        EndedAt = Moment(root, "endedAt"),
        Output = root.TryGetProperty("output", out var output) ? output.GetBytesFromBase64() : [],
    };

    private static Job JobOf(JsonElement root) => new()
    {
        Id = root.GetProperty("job").GetString() ?? "",
        Queue = root.GetProperty("queue").GetString() ?? "",
        Run = root.GetProperty("run").GetInt32(),
        Attempt = root.GetProperty("attempt").GetInt32(),
        Interruptions = (int)(Number(root, "interruptions") ?? 0),
        ReplyTo = Text(root, "replyTo"),
        CorrelationId = Text(root, "correlationId"),
        TraceParent = Text(root, "traceParent"),
        SentAt = Moment(root, "sentAt"),
    };

    private static ExitReport ExitReportOf(JsonElement root, JsonElement cause) => new()
    {
        ExitCode = (int?)Number(root, "exitCode"),
        Signal = (int?)Number(root, "signal"),
        StopReason = Enum.Parse<StopReason>(cause.GetString()!),
        StartError = Text(root, "startError"),
        Invalid = Flag(root, "invalid"),
        Survivors = Flag(root, "survivors"),
    };

    private static long? Number(JsonElement root, string name) => root.TryGetProperty(name, out var value) ? value.GetInt64() : null;

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static bool Flag(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.GetBoolean();

    private static DateTimeOffset? Moment(JsonElement root, string name) => root.TryGetProperty(name, out var value) ? value.GetDateTimeOffset() : null;
}
