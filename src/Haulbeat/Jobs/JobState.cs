
namespace Haulbeat.Jobs;

/// <summary>What is known of a job; the shape of <c>status --json</c>.</summary>
public sealed record JobState
{
    /// <summary>The job's id.</summary>
    public required string Job { get; init; }

    /// <summary>The queue it was sent to.</summary>
    public required string Queue { get; init; }

    /// <summary><c>queued</c>, <c>delayed</c>, <c>running</c>, <c>succeeded</c>, <c>dead</c> or <c>cancelled</c>.</summary>
    public required string State { get; init; }

    /// <summary>Counts the executions, from 0.</summary>
    public int Run { get; init; }

    /// <summary>Counts the runs that count against the job, from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>How often infrastructure interrupted it.</summary>
    public int Interruptions { get; init; }

    /// <summary>The worker that runs or last ran it.</summary>
    public string? Worker { get; init; }

    /// <summary>The job's process while it runs.</summary>
    public int? Pid { get; init; }

    /// <summary>0 to 1.</summary>
    public double? Progress { get; init; }

    /// <summary>The job's own words on its progress.</summary>
    public string? Message { get; init; }

    /// <summary>When it was sent.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>When the newest run started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How the newest run ended, as <see cref="Jobs.Outcome.Name"/>.</summary>
    public string? Outcome { get; init; }

    /// <summary>The exit code, if the process exited.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The signal, if one ended the process.</summary>
    public int? Signal { get; init; }

    /// <summary>Why it is dead.</summary>
    public string? Reason { get; init; }

    /// <summary>What the job wrote as its result, as text.</summary>
    public string? Result { get; init; }

    /// <summary>The state directory of the worker that has the newest run's files, if that is known.</summary>
    public string? StateDirectory { get; init; }

    /// <summary>What happened to it so far, in order, as far as the transport knows.</summary>
    public IReadOnlyList<JobEvent> History { get; init; } = [];
}
