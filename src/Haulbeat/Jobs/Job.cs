namespace Haulbeat.Jobs;

/// <summary>The unit of work: what a sender hands over and what a worker runs.</summary>
public sealed record Job
{
    /// <summary>The job's id: the sender's message id, or one given on first receipt.</summary>
    public required string Id { get; init; }

    /// <summary>The queue the job was sent to.</summary>
    public required string Queue { get; init; }

    /// <summary>The message's body, byte for byte. May be empty, may be binary.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The MIME type the sender gave, if any.</summary>
    public string? ContentType { get; init; }

    /// <summary>The sender's headers, as text.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>0 to 255, higher first; null leaves it to the queue. What a broker makes of it depends on the queue's type.</summary>
    public byte? Priority { get; init; }

    /// <summary>The queue to which the result is sent, if the sender wants one.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>The sender's mark on the reply.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The W3C trace context the job was sent under.</summary>
    public string? TraceParent { get; init; }

    /// <summary>When the job was sent, if the sender said so.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>Counts the executions of the job from 0; the fencing token.</summary>
    public int Run { get; init; }

    /// <summary>Counts, from 1, the runs that count against the job.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>Counts the runs that connections, workers or hosts interrupted.</summary>
    public int Interruptions { get; init; }

    /// <summary>What an earlier run saved to go on from, at most <see cref="JobLimits.LargestCheckpoint"/> bytes; empty if nothing.</summary>
    public ReadOnlyMemory<byte> Checkpoint { get; init; }
}
