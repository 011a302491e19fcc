using Haulbeat.Custody.Protocol;

namespace Haulbeat.RabbitMQ.Log;

/// <summary>A record as it stands in the log, as JSON. Fields may be added; readers leave out what they do not know, and lines of another version.</summary>
internal sealed record LogLine
{
    public const int CurrentVersion = 1;

    public required int V { get; init; }

    public required string Key { get; init; }

    public required string Event { get; init; }

    public required string Job { get; init; }

    public required string Queue { get; init; }

    public required string Worker { get; init; }

    public required DateTimeOffset At { get; init; }

    public int Run { get; init; }

    public int Attempt { get; init; } = 1;

    public int Interruptions { get; init; }

    /// <summary>The copy that was made.</summary>
    public LogCopy? Claimed { get; init; }

    /// <summary>The run that ended the job.</summary>
    public LogCopy? Ended { get; init; }

    /// <summary>What that run started from; none if it is the sender's message.</summary>
    public LogCopy? From { get; init; }

    public DateTimeOffset? SentAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public string? Outcome { get; init; }

    public string? Reason { get; init; }

    public int? ExitCode { get; init; }

    public int? Signal { get; init; }

    public string? Result { get; init; }

    /// <summary>What it means for custody, if anything.</summary>
    public LogEntry? Entry() => this switch
    {
        { Claimed: { } copy } => new LogEntry.Claimed(new CopyStamp(copy.Number, From?.Number ?? CopyNumber.Original)),
        { Ended: { } run } => new LogEntry.Ended(new CopyStamp(run.Number, From?.Number ?? CopyNumber.Original)),
        _ => null,
    };
}
