using System.Collections.Frozen;
using Haulbeat.Jobs;

namespace Haulbeat.Policies;

/// <summary>Reads the outcome from the exit report. No clock, no I/O.</summary>
internal static class OutcomePolicy
{
    // sysexits.h: EX_USAGE, EX_DATAERR, EX_NOINPUT, EX_PROTOCOL, EX_NOPERM, EX_CONFIG; POSIX sh: not executable, not found.
    private static readonly FrozenSet<int> NonRetryableCodes = FrozenSet.Create(64, 65, 66, 76, 77, 78, 126, 127);

    /// <summary>The outcome that the report shows.</summary>
    /// <remarks>A run that Haulbeat stopped never succeeded: a program that exits with 0 on SIGTERM leaves half a film behind.</remarks>
    public static Outcome Read(ExitReport report) => report switch
    {
        { StartError: { } error, Invalid: true } => new Outcome.Invalid(error),
        { StartError: { } error } => new Outcome.Interrupted(error),
        { StopReason: StopReason.LeaseLost or StopReason.WorkerGone } => new Outcome.LeaseLost(),
        { StopReason: StopReason.Return } => new Outcome.Interrupted("stopped so that the worker can requeue it"),
        { Signal: { } signal } => new Outcome.Crashed(signal),
        { ExitCode: 0 } => new Outcome.Succeeded(),
        { ExitCode: { } code } when NonRetryableCodes.Contains(code) => new Outcome.NonRetryable(code),
        { ExitCode: { } code } => new Outcome.Failed(code),
        _ => new Outcome.Interrupted("its runner ended before the job did"),
    };
}
