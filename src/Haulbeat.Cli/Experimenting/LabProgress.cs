using System.Globalization;
using Haulbeat.Cli.Printing;
using Haulbeat.Lab.Cells;
using Haulbeat.Lab.Faults;
using Haulbeat.Lab.Observing;
using Haulbeat.Lab.Reporting;
using Haulbeat.Lab.Strategies;

namespace Haulbeat.Cli.Experimenting;

/// <summary>Says on stderr what the lab will do, and how far it is: one line that changes on a terminal, a line for each cell elsewhere.</summary>
internal sealed class LabProgress(Func<string, string?> environment, TimeProvider time, string? page)
{
    private readonly bool draws = Terminal.CanDraw(environment);
    private readonly Lock gate = new();
    private long start;
    private int cells;
    private int done;

    public void Begin(LabPlan plan, string? broker)
    {
        cells = plan.Count;
        start = time.GetTimestamp();
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cells} {(cells == 1 ? "cell" : "cells")}, up to {plan.AtOnce} at a time, about {Minutes(plan.Expected)}. In each, one message is worked on by one strategy while one thing goes wrong."));
        Console.Error.WriteLine(broker is null
            ? "A RabbitMQ of the lab's own is started, on 127.0.0.1 and in a temporary folder, and ended and removed afterwards."
            : $"On {broker} queues named haulbeat.lab.… are made, with what Haulbeat makes for them, and removed afterwards. Nothing else is touched. Connections to it are cut, those of the lab alone.");
        if (page is not null)
        {
            Console.Error.WriteLine($"A page with a timeline for each cell will be written to {page}.");
        }
    }

    public void Tell(LabCell cell)
    {
        lock (gate)
        {
            done++;
            var line = $"{done} of {cells}: {cell.Strategy} × {cell.Fault}: {cell.Verdict ?? "not run"}";
            Console.Error.Write(draws ? $"\r\e[K{line}, {Minutes(time.GetElapsedTime(start))} gone" : line + "\n");
        }
    }

    public void End() => Console.Error.Write(draws ? "\r\e[K" : "");

    private static string Minutes(TimeSpan duration) => duration.TotalSeconds < 90
        ? string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMinutes:0.#} min");
}
