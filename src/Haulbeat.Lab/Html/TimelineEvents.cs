using System.Globalization;
using Haulbeat.Lab.Reporting;

namespace Haulbeat.Lab.Html;

/// <summary>The events of a timeline as text, in order.</summary>
internal static class TimelineEvents
{
    private const double RepeatTime = 2;

    public static IEnumerable<(double At, string Text)> Of(LabTimeline timeline) =>
        Merge(timeline.Marks).Select(mark => (mark.At, mark.Text))
            .Concat(timeline.Runs.SelectMany((run, index) => Of(index, run)))
            .Concat(timeline.Connections.SelectMany(Of))
            .OrderBy(@event => @event.Item1);

    /// <summary>Merges repeated marks into one. A broker, for example, may send the same frame each second.</summary>
    public static IEnumerable<LabMark> Merge(IEnumerable<LabMark> marks)
    {
        LabMark? before = null;
        foreach (var mark in marks)
        {
            if (before is null || before.Kind != mark.Kind || mark.At - before.At > RepeatTime)
            {
                yield return mark;
            }

            before = mark;
        }
    }

    public static string Describe(int index, LabRun run) => string.Create(
        CultureInfo.InvariantCulture, $"run {index + 1}, process {run.Pid}, from {run.Start:0.0} s, {EndOf(run)}");

    /// <summary>Whether a connection was lost before the cell's end.</summary>
    public static bool IsLost(LabConnection connection) => connection is { By: not "end", Orderly: false };

    private static IEnumerable<(double, string)> Of(int index, LabRun run)
    {
        yield return (run.Start, string.Create(CultureInfo.InvariantCulture, $"run {index + 1} starts, process {run.Pid}"));
        if (run.End is { } end)
        {
            yield return (end, string.Create(CultureInfo.InvariantCulture, $"run {index + 1} {(run.Ended ? "completes" : "is cut short")}"));
        }
    }

    private static string EndOf(LabRun run) => run switch
    {
        { End: null } => "still running at the cell's end",
        { Ended: true } => string.Create(CultureInfo.InvariantCulture, $"completed at {run.End:0.0} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"cut short at {run.End:0.0} s"),
    };

    private static IEnumerable<(double, string)> Of(LabConnection connection)
    {
        yield return (connection.Start, "connection opened");
        if (IsLost(connection))
        {
            yield return (connection.End, "connection " + LossOf(connection.By));
        }
    }

    private static string LossOf(string by) => by switch
    {
        "broker" => "closed by the broker",
        "client" => "closed by the client",
        "fault" => "ended by the fault",
        _ => by,
    };
}
