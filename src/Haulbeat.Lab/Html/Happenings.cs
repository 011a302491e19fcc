using System.Globalization;
using Haulbeat.Lab.Reporting;

namespace Haulbeat.Lab.Html;

/// <summary>What a timeline shows, in words and in the order in which it happened.</summary>
internal static class Happenings
{
    public static IEnumerable<(double At, string Text)> Of(LabTimeline timeline) =>
        timeline.Marks.Select(mark => (mark.At, mark.Text))
            .Concat(timeline.Runs.SelectMany((run, index) => Of(index, run)))
            .Concat(timeline.Connections.SelectMany(Of))
            .OrderBy(happening => happening.Item1);

    public static string Describe(int index, LabRun run) => string.Create(
        CultureInfo.InvariantCulture, $"run {index + 1}, process {run.Pid}, {run.End - run.Start:0.0} s, {(run.Ended ? "to its end" : "cut off")}");

    /// <summary>Whether a connection went before the cell was over.</summary>
    public static bool IsLost(LabConnection connection) => connection.By != "end";

    private static IEnumerable<(double, string)> Of(int index, LabRun run)
    {
        yield return (run.Start, string.Create(CultureInfo.InvariantCulture, $"run {index + 1} starts, process {run.Pid}"));
        yield return (run.End, string.Create(CultureInfo.InvariantCulture, $"run {index + 1} {(run.Ended ? "ends" : "is cut off")}"));
    }

    private static IEnumerable<(double, string)> Of(LabConnection connection)
    {
        yield return (connection.Start, "a connection opens");
        if (IsLost(connection))
        {
            yield return (connection.End, "a connection ends, " + Ender(connection.By));
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
