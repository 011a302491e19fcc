using System.Globalization;
using Haulbeat.Lab.Reporting;

namespace Haulbeat.Lab.Observing;

/// <summary>Puts the figures of a cell into a sentence. No clock, no I/O.</summary>
internal static class Summary
{
    /// <param name="seen">The figures.</param>
    /// <param name="fate">What happened to the connections.</param>
    /// <param name="lostByItself">The first connection that was lost before the fault, or null.</param>
    public static string Of(Observation seen, LabConnectionFate fate, LabConnection? lostByItself) =>
        string.Join("; ", new[] { Message(seen), Overlap(seen), Waste(seen), Connection(fate, lostByItself), Notice(seen) }.OfType<string>()) + ".";

    private static string Message(Observation seen) => seen.Fate switch
    {
        MessageFate.Lost => $"The message is lost: {Started(seen)} and none completed",
        MessageFate.Dead => $"In the dead letters, with the reason, after {(seen.RunsStarted == 1 ? "one run" : $"{seen.RunsStarted} runs")}",
        MessageFate.Kept when seen.RunsEnded == 0 => $"Never done: {Started(seen)}, none completed, and the broker still has the message",
        MessageFate.Kept => $"Done {Times(seen.RunsEnded)}, but the broker still has the message: it will be done again",
        _ => $"Done {Times(seen.RunsEnded)}",
    };

    private static string? Overlap(Observation seen) => seen.AtOnce > 1 ? $"{seen.AtOnce} runs at the same time" : null;

    private static string? Waste(Observation seen) => seen.SecondsWasted > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{seen.SecondsWorked:0} s of work where {seen.SecondsNeeded:0} s were needed")
        : null;

    private static string Connection(LabConnectionFate fate, LabConnection? lostByItself) => (fate, lostByItself) switch
    {
        ({ Kept: true }, _) => "the connection was kept",
        (_, { By: "broker" } lost) => string.Create(CultureInfo.InvariantCulture, $"the broker closed the connection after {lost.End:0.0} s"),
        (_, { } lost) => string.Create(CultureInfo.InvariantCulture, $"the client gave up the connection after {lost.End:0.0} s"),
        _ => "the fault ended the connection",
    };

    private static string? Notice(Observation seen) => seen.Noticed == false ? "the broker did not notice that the worker was gone" : null;

    private static string Started(Observation seen) => seen.RunsStarted == 1 ? "one run started" : $"{seen.RunsStarted} runs started";

    private static string Times(int count) => count switch { 1 => "once", 2 => "twice", _ => $"{count} times" };
}
