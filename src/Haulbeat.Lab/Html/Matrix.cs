using Haulbeat.Lab.Reporting;

namespace Haulbeat.Lab.Html;

/// <summary>Strategies by faults, with a small timeline in each cell. The roles repeat what the elements are: on a narrow screen they are laid out as blocks, and browsers would no longer expose them as a table.</summary>
internal static class Matrix
{
    public static void Write(Markup page, Grid grid)
    {
        page.Line($"<table class=\"matrix\" role=\"table\" aria-label=\"What happened to the message, by strategy and fault\" style=\"--total:{grid.Total};--longest:{grid.Longest};--columns:{grid.Faults.Count}\">");
        WriteHead(page, grid);
        page.Line($"<tbody role=\"rowgroup\">");
        for (var row = 0; row < grid.Strategies.Count; row++)
        {
            WriteRow(page, grid, row);
        }

        page.Line($"</tbody></table>");
    }

    private static void WriteHead(Markup page, Grid grid)
    {
        page.Line($"<thead role=\"rowgroup\"><tr role=\"row\"><th role=\"columnheader\" scope=\"col\">Strategy</th>");
        foreach (var fault in grid.Faults)
        {
            page.Line($"<th role=\"columnheader\" scope=\"col\" style=\"--room:{grid.WidthOf(fault)}\" title=\"{fault.Summary}\"><b>{fault.Title}</b></th>");
        }

        page.Line($"</tr></thead>");
    }

    private static void WriteRow(Markup page, Grid grid, int row)
    {
        var strategy = grid.Strategies[row];
        page.Line($"<tr role=\"row\"><th role=\"rowheader\" scope=\"row\"><b>{strategy.Title}</b><small>{strategy.Summary}</small>");
        page.Line($"<span class=\"knows {(strategy.KnowsQueue ? "yes" : "no")}\">{(strategy.KnowsQueue ? "the work depends on the queue" : "the work is independent of the queue")}</span></th>");
        WriteCells(page, grid, row);
        page.Line($"</tr>");
    }

    private static void WriteCells(Markup page, Grid grid, int row)
    {
        if (grid.WhyNone(row) is { } why)
        {
            page.Line($"<td role=\"cell\" colspan=\"{grid.Faults.Count}\"><span class=\"absent\">not run: {why}</span></td>");
            return;
        }

        for (var column = 0; column < grid.Faults.Count; column++)
        {
            page.Line($"<td role=\"cell\">");
            WriteCell(page, grid, grid.Faults[column], grid.At(row, column));
            page.Line($"</td>");
        }
    }

    private static void WriteCell(Markup page, Grid grid, LabFault fault, LabCell? cell)
    {
        if (cell is not { Ran: true, Timeline: { } timeline })
        {
            page.Line($"<span class=\"absent\"><span class=\"fault\">{fault.Title}</span><span>not run: {cell?.Why ?? "not selected"}</span></span>");
            return;
        }

        page.Line($"<a class=\"cell {cell.Verdict}\" id=\"at.{Labels.Anchor(cell)}\" href=\"{Labels.Address(cell)}\"><span class=\"fault\">{fault.Title}</span>");
        new TimelineDrawing(cell, timeline, grid.ScaleOf(fault), DrawingSize.Small).WriteSmall(page);
        page.Line($"<span class=\"words\"><span class=\"word\">{cell.Verdict}</span><span class=\"factor\">{Labels.Factor(cell)}</span></span></a>");
    }
}
