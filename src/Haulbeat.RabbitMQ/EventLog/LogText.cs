using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Haulbeat.Jobs;
using Haulbeat.Worker;

namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>Turns records into the log's lines and reads those, whoever wrote them. No clock, no I/O.</summary>
internal static class LogText
{
    // The log is read whole: what is long belongs into dead letters and replies.
    private const int LongestText = 4096;

    // Never within a line: JSON escapes it.
    private const byte Between = (byte)'\n';

    public static byte[] Write(LogRecord record)
    {
        var (leased, ended) = (record.Entry as OwnershipEntry.Leased, record.Entry as OwnershipEntry.Ended);
        var stamp = leased?.Copy ?? ended?.Run;
        return JsonSerializer.SerializeToUtf8Bytes(
            new LogLine
            {
                V = LogLine.CurrentVersion,
                Key = record.Key.ToString(),
                Event = record.Event,
                Job = record.Job.Id,
                Queue = record.Job.Queue,
                Worker = record.Worker,
                At = record.At,
                Run = record.Job.Run,
                Attempt = record.Job.Attempt,
                Interruptions = record.Job.Interruptions,
                Leased = leased is null ? null : LogCopy.Of(leased.Copy.Version),
                Ended = ended is null ? null : LogCopy.Of(ended.Run.Version),
                From = stamp is { From.IsOriginal: false } made ? LogCopy.Of(made.From) : null,
                SentAt = record.Job.SentAt,
                StartedAt = record.StartedAt,
                Outcome = record.Outcome,
                Reason = record.Reason is { Length: > LongestText } reason ? reason[..LongestText] : record.Reason,
                ExitCode = record.ExitCode,
                Signal = record.Signal,
                Result = record.Result is { Length: > LongestText } ? null : record.Result,
            },
            LogJson.Default.LogLine);
    }

    /// <summary>One message of several lines.</summary>
    public static byte[] Join(IReadOnlyCollection<byte[]> lines)
    {
        var joined = new MemoryStream(lines.Sum(line => line.Length + 1));
        foreach (var line in lines)
        {
            joined.Write(line);
            joined.WriteByte(Between);
        }

        return joined.ToArray();
    }

    /// <summary>Where the lines of a message stand.</summary>
    public static MemoryExtensions.SpanSplitEnumerator<byte> Split(ReadOnlySpan<byte> message) => message.Split(Between);

    /// <summary>The line, or null if it is none that we can read: anyone may publish to the log.</summary>
    public static LogLine? Read(ReadOnlySpan<byte> text) => Read(text, LogJson.Default.LogLine);

    /// <summary>What the line means for the lease; null if it is none that we can read, or means nothing.</summary>
    public static LogVerdict? ReadVerdict(ReadOnlySpan<byte> text) =>
        text.IndexOf("\"leased\":"u8) >= 0 || text.IndexOf("\"ended\":"u8) >= 0 ? Read(text, LogJson.Default.LogVerdict) : null;

    private static T? Read<T>(ReadOnlySpan<byte> text, JsonTypeInfo<T> type)
        where T : LogVerdict
    {
        try
        {
            return JsonSerializer.Deserialize(text, type) is { IsSane: true } line ? line : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
