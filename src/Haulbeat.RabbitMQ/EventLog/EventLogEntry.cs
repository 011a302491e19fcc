using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Haulbeat.Jobs;

namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>Something that happened to a job: a line of JSON in the event log. No clock, no I/O.</summary>
/// <remarks>Fields may be added. Readers skip fields that they don't know, and lines of another version.</remarks>
internal sealed partial record EventLogEntry : OwnershipFields
{
    // The log is read whole. Long texts belong into dead letters and answers.
    private const int LongestText = 4096;

    // Never within a line: JSON escapes it.
    private const byte LineEnd = (byte)'\n';

    /// <summary>What happened: an <see cref="EventName"/>.</summary>
    public required string Event { get; init; }

    public required string Job { get; init; }

    public required string Queue { get; init; }

    /// <summary>The worker that wrote it; empty for a sender.</summary>
    public required string Worker { get; init; }

    /// <summary>When it happened, by the writer's clock.</summary>
    public required DateTimeOffset At { get; init; }

    public int Run { get; init; }

    public int Attempt { get; init; } = 1;

    public int Interruptions { get; init; }

    public DateTimeOffset? SentAt { get; init; }

    /// <summary>How the run ended, as <see cref="Jobs.Outcome.Name"/>.</summary>
    public string? Outcome { get; init; }

    /// <summary>Why, as much of it as fits.</summary>
    public string? Reason { get; init => field = value is { Length: > LongestText } ? value[..LongestText] : value; }

    public int? ExitCode { get; init; }

    public int? Signal { get; init; }

    /// <summary>What the job wrote as its result; null if it is long.</summary>
    public string? Result { get; init => field = value is { Length: > LongestText } ? null : value; }

    /// <summary>An entry on a job. The job's body and headers are not written.</summary>
    /// <param name="key">Which job.</param>
    /// <param name="name">What happened: an <see cref="EventName"/>.</param>
    /// <param name="job">The job.</param>
    /// <param name="worker">Who writes it; empty for a sender.</param>
    /// <param name="at">When it happened.</param>
    /// <param name="ownership">What it changes about who owns the job; null if nothing.</param>
    public static EventLogEntry Of(EventLogKey key, string name, Job job, string worker, DateTimeOffset at, OwnershipEntry? ownership = null)
    {
        var (lease, end) = (ownership as OwnershipEntry.Leased, ownership as OwnershipEntry.Ended);
        return new()
        {
            V = CurrentVersion,
            Key = key,
            Event = name,
            Job = job.Id,
            Queue = job.Queue,
            Worker = worker,
            At = at,
            Run = job.Run,
            Attempt = job.Attempt,
            Interruptions = job.Interruptions,
            SentAt = job.SentAt,
            Leased = lease?.Lease.Version,
            Ended = end?.Run.Version,
            From = (lease?.Lease.From ?? end?.Run.From) is { IsOriginal: false } from ? from : null,
        };
    }

    /// <summary>An entry on a run's settlement.</summary>
    public static EventLogEntry Of(EventLogKey key, Settlement settlement, Job job, string worker, DateTimeOffset at, OwnershipEntry? ownership) => settlement switch
    {
        Settlement.Complete(var result) => Of(key, EventName.Finished, job, worker, at, ownership) with
        {
            Outcome = "succeeded",
            ExitCode = 0,
            Result = result.Length is > 0 and <= LongestText * 4 ? Encoding.UTF8.GetString(result.Span) : null,
        },
        Settlement.DeadLetter(var details) => Of(key, EventName.Dead, job, worker, at, ownership) with
        {
            Outcome = details.Outcome,
            Reason = details.Reason,
            ExitCode = details.ExitCode,
            Signal = details.Signal,
        },
        _ => Of(key, EventName.Requeued, job, worker, at, ownership),
    };

    /// <summary>The entry as a line of a message.</summary>
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, Json.Default.EventLogEntry);

    /// <summary>One message of several lines.</summary>
    public static byte[] Join(IReadOnlyCollection<byte[]> lines)
    {
        var joined = new MemoryStream(lines.Sum(line => line.Length + 1));
        foreach (var line in lines)
        {
            joined.Write(line);
            joined.WriteByte(LineEnd);
        }

        return joined.ToArray();
    }

    /// <summary>Where the lines of a message are.</summary>
    public static MemoryExtensions.SpanSplitEnumerator<byte> Split(ReadOnlySpan<byte> message) => message.Split(LineEnd);

    /// <summary>The entry, or null if the line is none: anyone may publish to the log.</summary>
    public static EventLogEntry? Read(ReadOnlySpan<byte> line) => Read(line, Json.Default.EventLogEntry);

    /// <summary>What the line says about who owns the job; null if nothing. Most lines are not parsed for that.</summary>
    public static OwnershipFields? ReadOwnership(ReadOnlySpan<byte> line) =>
        line.IndexOf("\"leased\":"u8) >= 0 || line.IndexOf("\"ended\":"u8) >= 0 ? Read(line, Json.Default.OwnershipFields) : null;

    private static T? Read<T>(ReadOnlySpan<byte> line, JsonTypeInfo<T> type)
        where T : OwnershipFields
    {
        if (line.IsEmpty)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(line, type) is { IsPlausible: true } fields ? fields : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true)]
    [JsonSerializable(typeof(EventLogEntry))]
    [JsonSerializable(typeof(OwnershipFields))]
    private sealed partial class Json : JsonSerializerContext;
}
