using Haulbeat.Lab.Reporting;

namespace Haulbeat.Lab.Html;

/// <summary>The details of a cell: its timeline with seconds, its numbers, its events as text, and links to its neighbors.</summary>
internal sealed class CellDetails(Grid grid, int row, int column, LabCell cell, LabTimeline timeline)
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
                    new CellDetails(grid, row, column, cell, timeline).Write(page);
                }
            }
        }
    }

    private void Write(Markup page)
    {
        page.Line($"<section class=\"large {cell.Verdict}\" id=\"{Labels.Anchor(cell)}\" tabindex=\"-1\" aria-label=\"{Strategy.Title}, {Fault.Title}\">");
        page.Line($"<div class=\"bar\"><h2>{Strategy.Title} · {Fault.Title}</h2><a class=\"close\" data-key=\"close\" href=\"#{Uri.EscapeDataString("at." + Labels.Anchor(cell))}\">Close</a></div>");
        page.Line($"<p class=\"said\"><span class=\"word\">{cell.Verdict}</span>{cell.Said}</p>");
        new TimelineDrawing(cell, timeline, grid.ScaleOf(Fault), DrawingSize.Large).WriteLarge(page);
        WriteNumbers(page);
        WriteEvents(page);
        WriteNeighbors(page);
        page.Line($"</section>");
    }

    private void WriteNumbers(Markup page)
    {
        page.Line($"<dl class=\"numbers\">");
        WriteNumber(page, "Message", Labels.Message(cell.Message));
        WriteNumber(page, "Runs", $"{cell.RunsStarted} started, {cell.RunsEnded} completed");
        WriteNumber(page, "At the same time", Labels.Count(cell.AtOnce, "run", "runs") + " at most");
        WriteNumber(page, "Worked", $"{Labels.Seconds(cell.SecondsWorked)} for {Labels.Seconds(cell.SecondsNeeded)} needed");
        WriteNumber(page, "Connection", Labels.Connection(cell));
        if (Labels.Noticed(cell) is { } noticed)
        {
            WriteNumber(page, "Worker gone", noticed);
        }

        page.Line($"</dl>");
    }

    private static void WriteNumber(Markup page, string name, string value) => page.Line($"<div><dt>{name}</dt><dd>{value}</dd></div>");

    private void WriteEvents(Markup page)
    {
        page.Line($"<ol class=\"events\">");
        // Several connections may open or end together.
        foreach (var same in TimelineEvents.Of(timeline).GroupBy(@event => (Labels.Seconds(@event.At), @event.Text)))
        {
            page.Line($"<li><span>{same.Key.Item1}</span>{same.Key.Text}{(same.Count() > 1 ? $" ({same.Count()}×)" : "")}</li>");
        }

        page.Line($"</ol>");
    }

    private void WriteNeighbors(Markup page)
    {
        page.Line($"<nav class=\"neighbors\" aria-label=\"Neighboring cells\">");
        WriteNeighbor(page, "left", "←", grid.At(row, column - 1));
        WriteNeighbor(page, "right", "→", grid.At(row, column + 1));
        WriteNeighbor(page, "up", "↑", grid.At(row - 1, column));
        WriteNeighbor(page, "down", "↓", grid.At(row + 1, column));
        page.Line($"</nav>");
    }

    private void WriteNeighbor(Markup page, string key, string arrow, LabCell? neighbor)
    {
        if (neighbor is { Ran: true, Timeline: not null })
        {
            page.Line($"<a data-key=\"{key}\" href=\"{Labels.Address(neighbor)}\">{arrow} {NameOf(neighbor)}</a>");
        }
    }

    private string NameOf(LabCell neighbor) => neighbor.Strategy == cell.Strategy
        ? grid.Faults.First(fault => fault.Name == neighbor.Fault).Title
        : grid.Strategies.First(strategy => strategy.Name == neighbor.Strategy).Title;
}
