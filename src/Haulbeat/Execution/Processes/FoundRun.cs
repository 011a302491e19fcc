using Haulbeat.Jobs;
using Haulbeat.Runner;
using Haulbeat.Runner.Posix;
using Haulbeat.Transports;

namespace Haulbeat.Execution.Processes;

/// <summary>A run that an earlier worker left.</summary>
/// <param name="Context">What all runs share.</param>
/// <param name="Files">The run's files.</param>
/// <param name="Run">Its descriptor: the runner's answer, or what is on disk.</param>
/// <param name="Runner">Its runner, if that still runs.</param>
internal sealed record FoundRun(ProcessContext Context, RunFiles Files, RunDescriptor Run, RunnerProcess? Runner = null) : IUnsettledRun
{
    public int? Pid => Runner is null ? null : Run.Pid;

    public DateTimeOffset StartedAt => Run.StartedAt ?? Context.Time.GetUtcNow();

    public DateTimeOffset? EndedAt => Run.EndedAt;

    /// <summary>Whether another worker may have been handed the job: it was only unacked, on the connection of a worker that is gone.</summary>
    public bool IsForfeited => Runner is null && !Run.Lease.IsLeased;

    /// <summary>How the run ended, if it has no runner. If the runner was killed, it left no report.</summary>
    public ProcessResult End => new(Context, Files, Run.ExitReport ?? new ExitReport { StopReason = StopReason.RunnerGone }) { Output = Run.Output, IsReadFromFiles = true };

    // The boot-time clock of another boot says nothing.
    public ResumedRun ToResume() => new(Run.ToJob(), Run.Boot == Boot.Id ? Run.Lease : JobLease.Unacked(BootInstant.Past));

    public IJobExecution Reattach(Job job, JobLease lease, Action<ReadOnlyMemory<byte>> checkpointSaved) => Runner is null
        ? new EndedExecution(End)
        : new ProcessExecution(Context, job, Runner, Files, checkpointSaved).Follow(Pid, lease);
}
