using Haulbeat.Lab.Reporting;

namespace Haulbeat.Lab.Html;

/// <summary>A cell's timeline: marks on top, then a bar for each run, then a line for each connection. Positions are in percent of the width, so that the page decides how wide a second is.</summary>
internal sealed class TimelineDrawing(LabCell cell, LabTimeline timeline, TimeScale scale, DrawingSize size)
{
    private const double Tenths = 10;

    // The gap that shows a lost connection even if a new one opened at once, as a share of the width.
    private const double Gap = 0.007;
    private static readonly string[] Glyphs = ["sent", "acked", "cut", "kill", "freeze", "wake", "restart", "crash", "timeout"];
    private readonly IReadOnlyList<int> runLanes = Lanes.Of(timeline.Runs, run => run.Start, run => run.End ?? timeline.Seconds);
    private readonly IReadOnlyList<int> connectionLanes = Lanes.Of(timeline.Connections, connection => connection.Start, connection => connection.End);

    private double ConnectionsTop => size.Mark + (Math.Max(1, Lanes.Count(runLanes)) * (size.Bar + size.Gap));

    private double AxisTop => ConnectionsTop + (Math.Max(1, Lanes.Count(connectionLanes)) * size.Connection);

    /// <summary>For the matrix. Its text is the cell's sentence.</summary>
    public void WriteSmall(Markup page)
    {
        page.Line($"<svg class=\"timeline\" style=\"--seconds:{scale.Seconds}\" height=\"{AxisTop}\" role=\"img\"><title>{cell.Said}</title>");
        WriteRuns(page, _ => "");
        WriteConnections(page);
        // Every cell begins with "sent".
        WriteMarks(page, timeline.Marks.Where(mark => mark.Kind != "sent"));
        page.Line($"</svg>");
    }

    /// <summary>With seconds, and with tooltips. The list of events has the same texts for those who use no mouse.</summary>
    public void WriteLarge(Markup page)
    {
        page.Line($"<svg class=\"timeline\" style=\"--seconds:{scale.Seconds};--step:{scale.Step}\" height=\"{AxisTop + size.Axis}\" aria-hidden=\"true\">");
        foreach (var tick in scale.Ticks())
        {
            page.Line($"<text x=\"{scale.At(tick)}%\" dx=\"4\" y=\"{AxisTop + 17}\">{tick} s</text>");
        }

        WriteRuns(page, index => TimelineEvents.Describe(index, timeline.Runs[index]));
        WriteConnections(page);
        WriteMarks(page, timeline.Marks);
        page.Line($"</svg>");
    }

    private void WriteRuns(Markup page, Func<int, string> describe)
    {
        for (var index = 0; index < timeline.Runs.Count; index++)
        {
            var run = timeline.Runs[index];
            var width = scale.Width(run.Start, run.End ?? timeline.Seconds);
            var top = size.Mark + (runLanes[index] * (size.Bar + size.Gap));
            page.Line($"<rect class=\"run{(run.Ended ? "" : " unended")}\" x=\"{scale.At(run.Start)}%\" y=\"{top}\" width=\"{width}%\" height=\"{size.Bar}\">");
            WriteTitle(page, describe(index));
            page.Line($"</rect>");
        }
    }

    // One path for all connections, in tenths of seconds. It is stretched to the width; its strokes are not.
    private void WriteConnections(Markup page)
    {
        page.Line($"<svg class=\"wires\" viewBox=\"0 0 {scale.Seconds * Tenths} {AxisTop}\" height=\"{AxisTop}\" preserveAspectRatio=\"none\"><path d=\"");
        for (var index = 0; index < timeline.Connections.Count; index++)
        {
            var connection = timeline.Connections[index];
            var y = ConnectionsTop + (connectionLanes[index] * size.Connection) + 2;
            var lost = TimelineEvents.IsLost(connection);
            var end = lost ? Math.Max(connection.Start, connection.End - (scale.Seconds * Gap)) : connection.End;
            page.Line($"M{connection.Start * Tenths} {y}H{end * Tenths}{(lost ? "m0-3v6" : "")}");
        }

        page.Line($"\"/></svg>");
    }

    private void WriteMarks(Markup page, IEnumerable<LabMark> marks)
    {
        foreach (var mark in TimelineEvents.Merge(marks))
        {
            var glyph = Glyphs.Contains(mark.Kind) ? mark.Kind : "other";
            page.Line($"<svg class=\"mark{(glyph is "sent" or "acked" ? " quiet" : "")}\" x=\"{scale.At(mark.At)}%\"><path d=\"M0 {size.Mark}V{AxisTop}\"/><use href=\"#mark-{glyph}\" y=\"{size.Mark / 2}\"/></svg>");
        }
    }

    private static void WriteTitle(Markup page, string title)
    {
        if (title.Length > 0)
        {
            page.Line($"<title>{title}</title>");
        }
    }
}

/// <summary>The heights of the parts of a timeline, in pixels.</summary>
internal sealed record DrawingSize(double Mark, double Bar, double Connection, double Gap, double Axis)
{
    public static DrawingSize Small { get; } = new(Mark: 14, Bar: 15, Connection: 5, Gap: 3, Axis: 0);

    public static DrawingSize Large { get; } = new(Mark: 24, Bar: 26, Connection: 9, Gap: 6, Axis: 24);
}
