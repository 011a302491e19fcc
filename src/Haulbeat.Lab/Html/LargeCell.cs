using Haulbeat.Lab.Faults;
using Haulbeat.Lab.Observing;
using Haulbeat.Lab.Reporting;
using Haulbeat.Lab.Strategies;

namespace Haulbeat.Lab.Html;

/// <summary>A cell at large: its timeline with seconds, its numbers, what happened in words, and the way to the cells beside it.</summary>
internal sealed class LargeCell(Grid grid, int row, int column, LabCell cell, LabTimeline timeline)
{
    private LabStrategy Strategy => grid.Strategies[row];

    private LabFault Fault => grid.Faults[column];

    public static void WriteAll(Markup page, Grid grid)
    {
        for (var row = 0; row < grid.Strategies.Count; row++)
        {
            for (var column = 0; column < grid.Faults.Count; column++)
            {
                if (grid.At(row, column) is { Ran: true, Timeline: { } timeline } cell)
                {
                    new LargeCell(grid, row, column, cell, timeline).Write(page);
                }
            }
        }
    }

    private void Write(Markup page)
    {
        page.Line($"<section class=\"large {cell.Verdict}\" id=\"{Words.Anchor(cell)}\" tabindex=\"-1\" aria-label=\"{Strategy.Title}, {Fault.Title}\">");
        page.Line($"<div class=\"bar\"><h2>{Strategy.Title} · {Fault.Title}</h2><a class=\"close\" data-key=\"close\" href=\"#{Uri.EscapeDataString("at." + Words.Anchor(cell))}\">Close</a></div>");
        page.Line($"<p class=\"said\"><span class=\"word\">{cell.Verdict}</span>{cell.Said}</p>");
        new TimelineDrawing(cell, timeline, grid.ScaleOf(Fault), DrawingSize.Large).WriteLarge(page);
        WriteNumbers(page);
        WriteHappenings(page);
        WriteNeighbours(page);
        page.Line($"</section>");
    }

    private void WriteNumbers(Markup page)
    {
        page.Line($"<dl class=\"numbers\">");
        WriteNumber(page, "Message", Words.Message(cell.Message));
        WriteNumber(page, "Runs", $"{cell.RunsStarted} started, {cell.RunsEnded} ended");
        WriteNumber(page, "At the same moment", Words.Count(cell.AtOnce, "run", "runs") + " at most");
        WriteNumber(page, "Worked", $"{Words.Seconds(cell.SecondsWorked)} for {Words.Seconds(cell.SecondsNeeded)} needed");
        WriteNumber(page, "Connection", Words.Connection(cell));
        if (Words.Noticed(cell) is { } noticed)
        {
            WriteNumber(page, "That the worker was gone", noticed);
        }

        page.Line($"</dl>");
    }

    private static void WriteNumber(Markup page, string name, string value) => page.Line($"<div><dt>{name}</dt><dd>{value}</dd></div>");

    private void WriteHappenings(Markup page)
    {
        page.Line($"<ol class=\"happenings\">");
        // Several connections come and go together: once is enough.
        foreach (var same in Happenings.Of(timeline).GroupBy(happening => (Words.Seconds(happening.At), happening.Text)))
        {
            page.Line($"<li><span>{same.Key.Item1}</span>{same.Key.Text}{(same.Count() > 1 ? $" ({same.Count()}×)" : "")}</li>");
        }

        page.Line($"</ol>");
    }

    private void WriteNeighbours(Markup page)
    {
        page.Line($"<nav class=\"neighbours\" aria-label=\"Cells beside this one\">");
        WriteNeighbour(page, "left", "←", grid.At(row, column - 1));
        WriteNeighbour(page, "right", "→", grid.At(row, column + 1));
        WriteNeighbour(page, "up", "↑", grid.At(row - 1, column));
        WriteNeighbour(page, "down", "↓", grid.At(row + 1, column));
        page.Line($"</nav>");
    }

    private void WriteNeighbour(Markup page, string key, string arrow, LabCell? neighbour)
    {
        if (neighbour is { Ran: true, Timeline: not null })
        {
            page.Line($"<a data-key=\"{key}\" href=\"{Words.Address(neighbour)}\">{arrow} {NameOf(neighbour)}</a>");
        }
    }

    private string NameOf(LabCell neighbour) => neighbour.Strategy == cell.Strategy
        ? grid.Faults.First(fault => fault.Name == neighbour.Fault).Title
        : grid.Strategies.First(strategy => strategy.Name == neighbour.Strategy).Title;
}
