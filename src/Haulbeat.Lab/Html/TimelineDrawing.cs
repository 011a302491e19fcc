using Haulbeat.Lab.Reporting;

namespace Haulbeat.Lab.Html;

/// <summary>A cell's timeline: marks above, a bar for each run, a line for each connection below. All in per cent of the width, so that the page says how wide a second is.</summary>
internal sealed class TimelineDrawing(LabCell cell, LabTimeline timeline, TimeScale scale, DrawingSize size)
{
    private static readonly string[] Glyphs = ["sent", "acked", "cut", "kill", "freeze", "wake", "restart", "crash", "timeout"];
    private readonly IReadOnlyList<int> runLanes = Lanes.Of(timeline.Runs, run => run.Start, run => run.End ?? timeline.Seconds);
    private readonly IReadOnlyList<int> wireLanes = Lanes.Of(timeline.Connections, wire => wire.Start, wire => wire.End);

    private double WiresTop => size.Mark + (Math.Max(1, Lanes.Count(runLanes)) * (size.Bar + size.Gap));

    private double AxisTop => WiresTop + (Math.Max(1, Lanes.Count(wireLanes)) * size.Wire);

    /// <summary>For the matrix: the sentence is all that is said in words.</summary>
    public void WriteSmall(Markup page)
    {
        page.Line($"<svg class=\"timeline\" style=\"--seconds:{scale.Seconds}\" height=\"{AxisTop}\" role=\"img\" aria-label=\"{cell.Said}\">");
        WriteRuns(page, _ => "");
        WriteWires(page);
        // What was done to the cell, and the ack: that the message came goes without saying.
        WriteMarks(page, timeline.Marks.Where(mark => mark.Kind != "sent"), _ => "");
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
        WriteMarks(page, timeline.Marks, mark => mark.Text);
        page.Line($"</svg>");
    }

    private void WriteRuns(Markup page, Func<int, string> describe)
    {
        for (var index = 0; index < timeline.Runs.Count; index++)
        {
            var run = timeline.Runs[index];
            var width = scale.Width(run.Start, run.End ?? timeline.Seconds);
            var top = size.Mark + (runLanes[index] * (size.Bar + size.Gap));
            page.Line($"<rect class=\"run {(run.Ended ? "ended" : "unended")}\" x=\"{scale.At(run.Start)}%\" y=\"{top}\" width=\"{width}%\" height=\"{size.Bar}\" rx=\"2\">");
            WriteTitle(page, describe(index));
            page.Line($"</rect>");
        }
    }

    private void WriteWires(Markup page)
    {
        for (var index = 0; index < timeline.Connections.Count; index++)
        {
            var wire = timeline.Connections[index];
            var y = WiresTop + (wireLanes[index] * size.Wire) + 2;
            page.Line($"<line class=\"wire\" x1=\"{scale.At(wire.Start)}%\" x2=\"{scale.At(wire.End)}%\" y1=\"{y}\" y2=\"{y}\"/>");
            if (Happenings.IsLost(wire))
            {
                page.Line($"<svg x=\"{scale.At(wire.End)}%\" y=\"{y}\"><path class=\"torn\" d=\"M0-3.5V3.5\"/></svg>");
            }
        }
    }

    private void WriteMarks(Markup page, IEnumerable<LabMark> marks, Func<LabMark, string> describe)
    {
        foreach (var mark in marks)
        {
            var glyph = Glyphs.Contains(mark.Kind) ? mark.Kind : "other";
            page.Line($"<svg class=\"mark{(glyph is "sent" or "acked" ? " quiet" : "")}\" x=\"{scale.At(mark.At)}%\">");
            WriteTitle(page, describe(mark));
            page.Line($"<line y1=\"{size.Mark}\" y2=\"{AxisTop}\"/><use href=\"#mark-{glyph}\" y=\"{size.Mark / 2}\"/></svg>");
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
