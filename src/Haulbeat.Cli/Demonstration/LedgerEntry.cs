using Haulbeat.Jobs;

namespace Haulbeat.Cli.Demonstration;

/// <summary>What happened to one job.</summary>
/// <param name="Pid">Its process.</param>
/// <param name="Reattached">The process that another worker took over, if one did.</param>
/// <param name="Outcome">How it ended, or null if it has not.</param>
/// <param name="Took">How long it ran.</param>
internal sealed record LedgerEntry(int? Pid, int? Reattached, Outcome? Outcome, TimeSpan Took)
{
    /// <summary>Whether one and the same process did the job under two workers.</summary>
    public bool WentOn => Pid is not null && Pid == Reattached;
}
