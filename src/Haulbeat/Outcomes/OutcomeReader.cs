using System.Collections.Frozen;

namespace Haulbeat.Outcomes;

/// <summary>Reads the outcome from the evidence. No clock, no I/O.</summary>
public static class OutcomeReader
{
    // sysexits.h: EX_USAGE, EX_DATAERR, EX_NOINPUT, EX_PROTOCOL, EX_NOPERM, EX_CONFIG; POSIX sh: not executable, not found.
    private static readonly FrozenSet<int> PermanentCodes = FrozenSet.Create(64, 65, 66, 76, 77, 78, 126, 127);

    /// <summary>The outcome that the evidence shows.</summary>
    /// <remarks>What Haulbeat stopped is never a success: a program that ends tidily on SIGTERM leaves half a film behind.</remarks>
    public static Outcome Read(Evidence evidence) => evidence switch
    {
        { StartError: { } error, Unfit: true } => new Outcome.Unfit(error),
        { StartError: { } error } => new Outcome.NotStarted(error),
        { StopCause: StopCause.CustodyLost or StopCause.WorkerGone } => new Outcome.CustodyLost(),
        { StopCause: StopCause.Return } => new Outcome.Interrupted("stopped so that the worker can hand it back"),
        { Signal: { } signal } => new Outcome.Crashed(signal),
        { ExitCode: 0 } => new Outcome.Succeeded(),
        { ExitCode: { } code } when PermanentCodes.Contains(code) => new Outcome.Permanent(code),
        { ExitCode: { } code } => new Outcome.Failed(code),
        _ => new Outcome.Interrupted("its runner ended before the job did"),
    };
}
