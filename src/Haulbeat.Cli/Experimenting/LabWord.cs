using Haulbeat.Lab.Html;
using Haulbeat.Lab.Observing;
using Haulbeat.Lab.Reporting;

namespace Haulbeat.Cli.Experimenting;

/// <summary>A cell in one short word.</summary>
internal static class LabWord
{
    private const string NotRun = "-";
    private const string ConnectionLost = "!";

    public static IReadOnlyList<(string Word, string Meaning)> Legend { get; } =
    [
        ("clean", "done once, nothing for nothing, and the broker saw when the worker was gone"),
        ("unseen", "done once, but the broker did not see that the worker was gone: nor would anybody who watches it"),
        ("wasted", "done once, but part of it was done for nothing"),
        ("dead", "among the dead letters, with the reason"),
        ("twice", "done more than once, or done and the broker will hand it out again"),
        ("at once", "two runs of the same message at the same moment"),
        ("stuck", "never done: begun again and again, or waiting for somebody who is gone"),
        ("lost", "never done, and the message is gone"),
        (ConnectionLost, "the connection was lost before anything was done to it: the broker closed it, or its client gave it up"),
        (NotRun, "not run:"),
    ];

    public static string Of(LabCell cell) => cell.Verdict switch
    {
        null => NotRun,
        "repeated" => "twice",
        "overlapped" => "at once",
        var verdict => verdict,
    } + (cell.LostByItself ? ConnectionLost : "");
}
