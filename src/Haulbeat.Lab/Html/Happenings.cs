using System.Globalization;
using Haulbeat.Lab.Reporting;

namespace Haulbeat.Lab.Html;

/// <summary>What a timeline shows, in words and in the order in which it happened.</summary>
internal static class Happenings
{
    private const double GoingOn = 2;

    public static IEnumerable<(double At, string Text)> Of(LabTimeline timeline) =>
        Together(timeline.Marks).Select(mark => (mark.At, mark.Text))
            .Concat(timeline.Runs.SelectMany((run, index) => Of(index, run)))
            .Concat(timeline.Connections.SelectMany(Of))
            .OrderBy(happening => happening.Item1);

    /// <summary>What goes on and on, such as a broker that says each second what it has said before, as one mark.</summary>
    public static IEnumerable<LabMark> Together(IEnumerable<LabMark> marks)
    {
        LabMark? before = null;
        foreach (var mark in marks)
        {
            if (before is null || before.Kind != mark.Kind || mark.At - before.At > GoingOn)
            {
                yield return mark;
            }

            before = mark;
        }
    }

    public static string Describe(int index, LabRun run) => string.Create(
        CultureInfo.InvariantCulture, $"run {index + 1}, process {run.Pid}, from {run.Start:0.0} s, {HowItEnded(run)}");

    /// <summary>Whether a connection went before the cell was over.</summary>
    public static bool IsLost(LabConnection connection) => connection is { By: not "end", Orderly: false };

    private static IEnumerable<(double, string)> Of(int index, LabRun run)
    {
        yield return (run.Start, string.Create(CultureInfo.InvariantCulture, $"run {index + 1} starts, process {run.Pid}"));
        if (run.End is { } end)
        {
            yield return (end, string.Create(CultureInfo.InvariantCulture, $"run {index + 1} {(run.Ended ? "ends" : "is cut off")}"));
        }
    }

    private static string HowItEnded(LabRun run) => run switch
    {
        { End: null } => "still running when the cell was over",
        { Ended: true } => string.Create(CultureInfo.InvariantCulture, $"to its end at {run.End:0.0} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"cut off at {run.End:0.0} s"),
    };

    private static IEnumerable<(double, string)> Of(LabConnection connection)
    {
        yield return (connection.Start, "connection opened");
        if (IsLost(connection))
        {
            yield return (connection.End, "connection " + Ender(connection.By));
        }
    }

    private static string Ender(string by) => by switch
    {
        "broker" => "closed by the broker",
        "client" => "closed by the client",
        "fault" => "lost to the fault",
        _ => by,
    };
}
