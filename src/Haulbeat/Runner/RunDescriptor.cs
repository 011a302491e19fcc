using System.Text.Json.Serialization;
using Haulbeat.Jobs;
using Haulbeat.Runner.Posix;
using Haulbeat.Runner.RunnerProtocol;

namespace Haulbeat.Runner;

/// <summary>All that is known of one run: at its start, while it runs, and how it ended.</summary>
/// <remarks>
/// The one form for the start of a run, its files on disk, the journal of brief runs, and the answers to the worker.
/// Readers ignore fields that they do not know; see <see cref="Frame.ProtocolVersion"/>.
/// </remarks>
internal sealed record RunDescriptor
{
    /// <summary>The version it was written in.</summary>
    public int Version { get; init; } = Frame.ProtocolVersion;

    public required string Job { get; init; }

    public required string Queue { get; init; }

    public int Run { get; init; }

    public int Attempt { get; init; } = 1;

    public int Interruptions { get; init; }

    public string? ReplyTo { get; init; }

    public string? CorrelationId { get; init; }

    public string? TraceParent { get; init; }

    public DateTimeOffset? SentAt { get; init; }

    /// <summary>The worker that started the run.</summary>
    public required string Worker { get; init; }

    /// <summary>What the paths of the run's files begin with.</summary>
    public required string Files { get; init; }

    /// <summary>The lease's end with the worker and without it, in nanoseconds of the boot-time clock, as the runner knew it when it wrote this.</summary>
    public long SafeUntil { get; init; } = BootInstant.Never.Nanoseconds;

    public long SurvivesUntil { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>The kernel's boot. Pids, births and lease mean nothing in another.</summary>
    public string? Boot { get; init; }

    /// <summary>The runner's pid and birth.</summary>
    public int Runner { get; init; }

    public long? RunnerBirth { get; init; }

    /// <summary>The pid and birth of the job's process, once it runs.</summary>
    public int? Pid { get; init; }

    public long? PidBirth { get; init; }

    /// <summary>When the run ended. The fields below are set with it.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    public int? ExitCode { get; init; }

    public int? Signal { get; init; }

    public string? StopReason { get; init; }

    public string? StartError { get; init; }

    public bool Invalid { get; init; }

    public bool Survivors { get; init; }

    /// <summary>What the job printed, unless it is in the run's files.</summary>
    public byte[]? Output { get; init; }

    [JsonIgnore]
    public JobLease Lease
    {
        get => new(new(SafeUntil), new(SurvivesUntil));
        init => (SafeUntil, SurvivesUntil) = (value.SafeUntil.Nanoseconds, value.SurvivesUntil.Nanoseconds);
    }

    /// <summary>How the run ended, or null while it runs.</summary>
    /// <remarks>A reason to stop that this version does not know is one of Haulbeat's own: the run was interrupted.</remarks>
    [JsonIgnore]
    public ExitReport? ExitReport => EndedAt is null ? null : new()
    {
        ExitCode = ExitCode,
        Signal = Signal,
        StopReason = StopReason is null ? Jobs.StopReason.None : Enum.TryParse<StopReason>(StopReason, out var reason) ? reason : Jobs.StopReason.Return,
        StartError = StartError,
        Invalid = Invalid,
        Survivors = Survivors,
    };

    /// <summary>Whether the runner still runs.</summary>
    [JsonIgnore]
    public bool RunnerLives => Boot == Posix.Boot.Id && ProcessBirth.Runs(Runner, RunnerBirth);

    /// <summary>The session of the job's process tree, or null if its pid may be another process's by now.</summary>
    [JsonIgnore]
    public int? Session => Boot == Posix.Boot.Id && Pid is { } pid && ProcessBirth.Runs(pid, PidBirth) ? pid : null;

    public static RunDescriptor Of(Job job, string worker, RunFiles files, JobLease lease) => new()
    {
        Job = job.Id,
        Queue = job.Queue,
        Run = job.Run,
        Attempt = job.Attempt,
        Interruptions = job.Interruptions,
        ReplyTo = job.ReplyTo,
        CorrelationId = job.CorrelationId,
        TraceParent = job.TraceParent,
        SentAt = job.SentAt,
        Worker = worker,
        Files = files.Stem,
        Lease = lease,
    };

    /// <summary>The job, without body, headers and checkpoint.</summary>
    public Job ToJob() => new()
    {
        Id = Job,
        Queue = Queue,
        Run = Run,
        Attempt = Attempt,
        Interruptions = Interruptions,
        ReplyTo = ReplyTo,
        CorrelationId = CorrelationId,
        TraceParent = TraceParent,
        SentAt = SentAt,
    };

    public RunDescriptor WithEnd(ExitReport report, DateTimeOffset at, ReadOnlySpan<byte> output) => this with
    {
        EndedAt = at,
        ExitCode = report.ExitCode,
        Signal = report.Signal,
        StopReason = report.StopReason == Jobs.StopReason.None ? null : report.StopReason.ToString(),
        StartError = report.StartError,
        Invalid = report.Invalid,
        Survivors = report.Survivors,
        Output = output.IsEmpty ? null : output.ToArray(),
    };
}
