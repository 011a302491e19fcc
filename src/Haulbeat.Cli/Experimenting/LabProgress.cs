using System.Globalization;
using Haulbeat.Cli.Printing;
using Haulbeat.Lab;
using Haulbeat.Lab.Reporting;

namespace Haulbeat.Cli.Experimenting;

/// <summary>Prints the lab's plan and progress to stderr: one changing line on a terminal, a line per cell elsewhere.</summary>
internal sealed class LabProgress(Func<string, string?> environment, TimeProvider time, string? page) : ILabProgress
{
    private readonly bool draws = Terminal.CanDraw(environment);
    private readonly Lock gate = new();
    private long start;
    private int cells;
    private int done;

    public void Started(LabOutline outline)
    {
        cells = outline.Cells;
        start = time.GetTimestamp();
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cells} {(cells == 1 ? "cell" : "cells")}, up to {outline.AtOnce} at a time, about {Minutes(outline.Expected)}. In each cell one strategy consumes one message while one thing goes wrong."));
        Console.Error.WriteLine(outline.Broker is null
            ? "The lab starts its own RabbitMQ on 127.0.0.1, in a temporary folder, and removes it afterwards."
            : $"The lab declares queues named haulbeat.lab.… on {outline.Broker}, and what Haulbeat needs for them, and removes them afterwards. It touches nothing else, and cuts only its own connections.");
        if (page is not null)
        {
            Console.Error.WriteLine($"It will write a page with a timeline of each cell to {page}.");
        }
    }

    public void Finished(LabCell cell)
    {
        lock (gate)
        {
            done++;
            var line = $"{done} of {cells}: {cell.Strategy} × {cell.Fault}: {cell.Verdict ?? "not run"}";
            Console.Error.Write(draws ? $"\r\e[K{line}, {Minutes(time.GetElapsedTime(start))} elapsed" : line + "\n");
        }
    }

    public void End() => Console.Error.Write(draws ? "\r\e[K" : "");

    private static string Minutes(TimeSpan duration) => duration.TotalSeconds < 90
        ? string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMinutes:0.#} min");
}
