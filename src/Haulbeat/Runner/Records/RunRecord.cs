using Haulbeat.Jobs;
using Haulbeat.Runner.Posix;
using Haulbeat.Worker;

namespace Haulbeat.Runner.Records;

/// <summary>What is noted of a run: who runs, and once it ended, how. On disk, and as the answer to a worker that takes it over.</summary>
internal sealed record RunRecord
{
    /// <summary>The form of the record: raised when a reader of the earlier one would go wrong. Unknown fields are passed over.</summary>
    public const int NewestVersion = 1;

    /// <summary>The form it was written in.</summary>
    public int Version { get; init; } = NewestVersion;

    /// <summary>The job, without body and headers.</summary>
    public required Job Job { get; init; }

    /// <summary>The worker that started the run.</summary>
    public required string Worker { get; init; }

    /// <summary>The run's files, as its runner names them.</summary>
    public required RunFiles Files { get; init; }

    /// <summary>Which run of the kernel the rest belongs to.</summary>
    public string Boot { get; init; } = "";

    /// <summary>The runner, and its birth.</summary>
    public required int Runner { get; init; }

    /// <inheritdoc cref="Posix.ProcessBirth"/>
    public long? RunnerBirth { get; init; }

    /// <summary>The job's process, once it runs, and its birth.</summary>
    public int? Pid { get; init; }

    /// <inheritdoc cref="Posix.ProcessBirth"/>
    public long? PidBirth { get; init; }

    /// <summary>How long the lease lasts, by the newest word the runner had when this was written.</summary>
    public JobLease Term { get; init; }

    /// <summary>When the run began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How it ended, if it has.</summary>
    public ExitReport? ExitReport { get; init; }

    /// <summary>When it ended, if it has.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>What the job printed, if that is not in the run's files.</summary>
    public ReadOnlyMemory<byte> Output { get; init; }

    /// <summary>Whether its runner runs still.</summary>
    public bool RunnerLives => Boot == Posix.Boot.Id && Posix.ProcessBirth.Runs(Runner, RunnerBirth);

    /// <summary>The session of the job's process tree, as far as the pid is sure to be the job's still.</summary>
    public int? Session => Boot == Posix.Boot.Id && Pid is { } pid && Posix.ProcessBirth.Runs(pid, PidBirth) ? pid : null;
}
