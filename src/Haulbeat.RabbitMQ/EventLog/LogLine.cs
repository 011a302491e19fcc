using Haulbeat.Jobs;
using Haulbeat.Worker;

namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>A record as it stands in the log, as JSON. Fields may be added; readers leave out what they do not know, and lines of another version.</summary>
internal sealed record LogLine : LogVerdict
{
    public required string Event { get; init; }

    public required string Job { get; init; }

    public required string Queue { get; init; }

    public required string Worker { get; init; }

    public required DateTimeOffset At { get; init; }

    public int Run { get; init; }

    public int Attempt { get; init; } = 1;

    public int Interruptions { get; init; }

    public DateTimeOffset? SentAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public string? Outcome { get; init; }

    public string? Reason { get; init; }

    public int? ExitCode { get; init; }

    public int? Signal { get; init; }

    public string? Result { get; init; }
}
