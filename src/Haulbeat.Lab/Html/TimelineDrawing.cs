using Haulbeat.Lab.Reporting;

namespace Haulbeat.Lab.Html;

/// <summary>A cell's timeline: marks above, a bar for each run, a line for each connection below. All in per cent of the width, so that the page says how wide a second is.</summary>
internal sealed class TimelineDrawing(LabCell cell, LabTimeline timeline, TimeScale scale, DrawingSize size)
{
    private const double Tenths = 10;

    // A connection that was opened again at once is to be seen to have been lost: so much of the width lies open.
    private const double Break = 0.007;
    private static readonly string[] Glyphs = ["sent", "acked", "cut", "kill", "freeze", "wake", "restart", "crash", "timeout"];
    private readonly IReadOnlyList<int> runLanes = Lanes.Of(timeline.Runs, run => run.Start, run => run.End ?? timeline.Seconds);
    private readonly IReadOnlyList<int> wireLanes = Lanes.Of(timeline.Connections, wire => wire.Start, wire => wire.End);

    private double WiresTop => size.Mark + (Math.Max(1, Lanes.Count(runLanes)) * (size.Bar + size.Gap));

    private double AxisTop => WiresTop + (Math.Max(1, Lanes.Count(wireLanes)) * size.Wire);

    /// <summary>For the matrix: the sentence is all that is said in words.</summary>
    public void WriteSmall(Markup page)
    {
        page.Line($"<svg class=\"timeline\" style=\"--seconds:{scale.Seconds}\" height=\"{AxisTop}\" role=\"img\"><title>{cell.Said}</title>");
        WriteRuns(page, _ => "");
        WriteWires(page);
        // What was done to the cell, and the ack: that the message came goes without saying.
        WriteMarks(page, timeline.Marks.Where(mark => mark.Kind != "sent"));
        page.Line($"</svg>");
    }

    /// <summary>With seconds, and with words for the mouse. Others have them in the list beside it.</summary>
    public void WriteLarge(Markup page)
    {
        page.Line($"<svg class=\"timeline\" style=\"--seconds:{scale.Seconds};--step:{scale.Step}\" height=\"{AxisTop + size.Axis}\" aria-hidden=\"true\">");
        foreach (var tick in scale.Ticks())
        {
            page.Line($"<text x=\"{scale.At(tick)}%\" dx=\"4\" y=\"{AxisTop + 17}\">{tick} s</text>");
        }

        WriteRuns(page, index => Happenings.Describe(index, timeline.Runs[index]));
        WriteWires(page);
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

    // One path for all, in tenths of seconds: it is stretched to the width, its strokes are not.
    private void WriteWires(Markup page)
    {
        page.Line($"<svg class=\"wires\" viewBox=\"0 0 {scale.Seconds * Tenths} {AxisTop}\" height=\"{AxisTop}\" preserveAspectRatio=\"none\"><path d=\"");
        for (var index = 0; index < timeline.Connections.Count; index++)
        {
            var wire = timeline.Connections[index];
            var y = WiresTop + (wireLanes[index] * size.Wire) + 2;
            var lost = Happenings.IsLost(wire);
            var end = lost ? Math.Max(wire.Start, wire.End - (scale.Seconds * Break)) : wire.End;
            page.Line($"M{wire.Start * Tenths} {y}H{end * Tenths}{(lost ? "m0-3v6" : "")}");
        }

        page.Line($"\"/></svg>");
    }

    private void WriteMarks(Markup page, IEnumerable<LabMark> marks)
    {
        foreach (var mark in Happenings.Together(marks))
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
