using Haulbeat.Runner.Posix;
using Haulbeat.Jobs;
using Haulbeat.Runner;
using Haulbeat.Runner.Records;
using Haulbeat.Transports;

namespace Haulbeat.Execution.Processes.Reattach;

/// <summary>A run that an earlier worker left behind.</summary>
/// <param name="Record">What its runner says of it, or noted.</param>
/// <param name="Files">Its files.</param>
/// <param name="Runner">Its runner, if that runs still.</param>
internal sealed record FoundRun(RunRecord Record, RunFiles Files, RunnerProcess? Runner = null)
{
    /// <summary>The job's process, if the run goes on.</summary>
    public int? Pid => Runner is null ? null : Record.Pid;

    /// <summary>Whether somebody else may have been handed the job for sure: the lease hung on a worker that is gone.</summary>
    public bool IsForfeited => Runner is null && !Record.Term.IsLeased;

    /// <summary>How it ended; of one whose runner was killed nobody knows.</summary>
    public EndedRun End => new(Files, Record.ExitReport ?? new ExitReport { StopReason = StopReason.RunnerGone }, Record.Output) { IsHearsay = true };

    /// <summary>What the transport is asked to take up. The boot-time clock of another boot tells nothing.</summary>
    public ResumedRun ToResume() => new(Record.Job, Record.Boot == Boot.Id ? Record.Term : JobLease.Held(BootInstant.Past));
}
