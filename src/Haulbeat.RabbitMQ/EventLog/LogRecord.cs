using Haulbeat.Jobs;
using Haulbeat.Worker;

namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>Something that happened to a job, to be written to the log.</summary>
internal sealed record LogRecord
{
    /// <summary>Which job.</summary>
    public required LogKey Key { get; init; }

    /// <summary>What happened: one of <see cref="LogEvent"/>.</summary>
    public required string Event { get; init; }

    /// <summary>The job: its id, queue, run, attempt, interruptions and when it was sent are written; its body and headers are not.</summary>
    public required Job Job { get; init; }

    /// <summary>Who says so; empty for a sender.</summary>
    public required string Worker { get; init; }

    /// <summary>What it means for the lease; null for what only people want to know.</summary>
    public OwnershipEntry? Entry { get; init; }

    /// <summary>When it happened, by the writer's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When the run started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>How the run ended, as <see cref="Jobs.Outcome.Name"/>.</summary>
    public string? Outcome { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>The exit code, if the process exited.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The signal, if one ended the process.</summary>
    public int? Signal { get; init; }

    /// <summary>What the job wrote as its result; a long one is left out.</summary>
    public string? Result { get; init; }
}
