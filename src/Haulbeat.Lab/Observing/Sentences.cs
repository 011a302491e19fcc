using System.Globalization;
using Haulbeat.Lab.Reporting;

namespace Haulbeat.Lab.Observing;

/// <summary>Figures to a sentence for people. No clock, no I/O.</summary>
internal static class Sentences
{
    /// <param name="seen">The figures.</param>
    /// <param name="fate">What became of the connection.</param>
    /// <param name="lostByItself">The first that was lost before a fault could end it, or null.</param>
    public static string Of(Observation seen, LabConnectionFate fate, LabConnection? lostByItself) =>
        string.Join("; ", new[] { Message(seen), Beside(seen), Waste(seen), Connection(fate, lostByItself), Notice(seen) }.OfType<string>()) + ".";

    private static string Message(Observation seen) => Judge.FateOf(seen) switch
    {
        MessageFate.Lost => $"The message is lost: {Begun(seen)} and none came to its end",
        MessageFate.Dead => $"Among the dead letters, with the reason, after {Count(seen.RunsStarted, "run")}",
        MessageFate.Kept when seen.RunsEnded == 0 => $"Never done: {Begun(seen)}, none came to its end, and the broker has the message still",
        MessageFate.Kept => $"Done {Times(seen.RunsEnded)}, and the broker has the message still: it will be done again",
        _ => $"Done {Times(seen.RunsEnded)}",
    };

    private static string? Beside(Observation seen) => seen.AtOnce > 1 ? $"{seen.AtOnce} runs at the same moment" : null;

    private static string? Waste(Observation seen) => Judge.Wasted(seen) > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{seen.SecondsWorked:0} s worked where {seen.SecondsNeeded:0} s were needed")
        : null;

    private static string Connection(LabConnectionFate fate, LabConnection? lostByItself) => (fate, lostByItself) switch
    {
        ({ Kept: true }, _) => "the connection was kept",
        (_, { By: "broker" } lost) => string.Create(CultureInfo.InvariantCulture, $"the broker closed the connection after {lost.End:0.0} s"),
        (_, { } lost) => string.Create(CultureInfo.InvariantCulture, $"the client gave the connection up after {lost.End:0.0} s"),
        _ => "the connection went with the fault",
    };

    private static string? Notice(Observation seen) => seen.Noticed == false ? "the broker did not notice that the worker was gone" : null;

    private static string Begun(Observation seen) => seen.RunsStarted == 1 ? "one run began" : $"{seen.RunsStarted} runs began";

    private static string Count(int count, string what) => count == 1 ? $"one {what}" : $"{count} {what}s";

    private static string Times(int count) => count switch { 1 => "once", 2 => "twice", _ => $"{count} times" };
}
