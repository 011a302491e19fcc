namespace Haulbeat.Lab.Observing;

/// <summary>Figures to a verdict. No clock, no I/O.</summary>
internal static class Judge
{
    // Starting a process and writing the ledger take their time, and a busy machine stretches it.
    private const double Tolerance = 0.1;
    private const double Slack = 1;

    public static MessageFate FateOf(Observation seen) => seen switch
    {
        { Buried: true } => MessageFate.Dead,
        { Left: true } => MessageFate.Kept,
        { RunsEnded: 0 } => MessageFate.Lost,
        { RunsEnded: 1 } => MessageFate.Done,
        _ => MessageFate.DoneTwice,
    };

    public static Verdict VerdictOf(Observation seen) => seen switch
    {
        _ when FateOf(seen) == MessageFate.Lost => Verdict.Lost,
        { AtOnce: > 1 } => Verdict.Overlapped,
        { Buried: true } => Verdict.Dead,
        { RunsEnded: > 1 } or { Left: true, RunsEnded: 1 } => Verdict.Repeated,
        { Left: true } => Verdict.Stuck,
        _ when Wasted(seen) > 0 => Verdict.Wasted,
        { Noticed: false } => Verdict.Unseen,
        _ => Verdict.Clean,
    };

    /// <summary>How many seconds were worked for nothing; 0 if it is no more than measuring can tell.</summary>
    public static double Wasted(Observation seen) =>
        seen.SecondsWorked - seen.SecondsNeeded is var more && more > (seen.SecondsNeeded * Tolerance) + Slack ? more : 0;
}
