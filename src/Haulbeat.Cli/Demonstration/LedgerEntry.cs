using Haulbeat.Outcomes;

namespace Haulbeat.Cli.Demonstration;

/// <summary>What happened to one job.</summary>
/// <param name="Pid">Its process.</param>
/// <param name="Outcome">How it ended, or null if it has not.</param>
/// <param name="Took">How long it ran.</param>
internal sealed record LedgerEntry(int? Pid, Outcome? Outcome, TimeSpan Took);
