namespace Haulbeat.Lab.Observing;

/// <summary>The figures of a cell, and what they mean. No clock, no I/O.</summary>
/// <param name="Left">Whether the broker still has the message, apart from the dead letters.</param>
/// <param name="DeadLettered">Whether the message is in the dead letters.</param>
/// <param name="RunsStarted">How many runs started.</param>
/// <param name="RunsEnded">How many of them completed the work.</param>
/// <param name="AtOnce">The most runs alive at the same time.</param>
/// <param name="SecondsWorked">The duration of all runs together.</param>
/// <param name="SecondsNeeded">The duration of one run.</param>
/// <param name="Noticed">Whether the broker noticed that the worker was gone; null if it was not gone.</param>
internal sealed record Observation(bool Left, bool DeadLettered, int RunsStarted, int RunsEnded, int AtOnce, double SecondsWorked, double SecondsNeeded, bool? Noticed)
{
    // Starting a process and writing the ledger take time, and more on a busy machine.
    private const double Tolerance = 0.1;
    private const double Slack = 1;

    public MessageFate Fate => this switch
    {
        { DeadLettered: true } => MessageFate.Dead,
        { Left: true } => MessageFate.Kept,
        { RunsEnded: 0 } => MessageFate.Lost,
        { RunsEnded: 1 } => MessageFate.Done,
        _ => MessageFate.DoneTwice,
    };

    public Verdict Verdict => this switch
    {
        { Fate: MessageFate.Lost } => Verdict.Lost,
        { AtOnce: > 1 } => Verdict.Overlapped,
        { DeadLettered: true } => Verdict.Dead,
        { RunsEnded: > 1 } or { Left: true, RunsEnded: 1 } => Verdict.Repeated,
        { Left: true } => Verdict.Stuck,
        { SecondsWasted: > 0 } => Verdict.Wasted,
        { Noticed: false } => Verdict.Unseen,
        _ => Verdict.Clean,
    };

    /// <summary>The seconds of work that were in vain; 0 if they are within the measuring error.</summary>
    public double SecondsWasted => SecondsWorked - SecondsNeeded is var more && more > (SecondsNeeded * Tolerance) + Slack ? more : 0;
}
