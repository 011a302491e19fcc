using Haulbeat.Lab.Reporting;

namespace Haulbeat.Lab.Observing;

/// <summary>A process was frozen in this time.</summary>
internal sealed record Freeze(int Pid, double From, double To);

/// <summary>Computes figures from runs and connections. No clock, no I/O.</summary>
internal static class Figures
{
    /// <summary>The most runs alive at the same time. A run that starts when another ends does not overlap it.</summary>
    public static int AtOnce(IReadOnlyList<LabRun> runs)
    {
        var (alive, most) = (0, 0);
        foreach (var (_, change) in runs
            .SelectMany(run => new[] { (At: run.Start, Change: 1), (At: run.End ?? double.MaxValue, Change: -1) })
            .OrderBy(moment => moment.At).ThenBy(moment => moment.Change))
        {
            alive += change;
            most = Math.Max(most, alive);
        }

        return most;
    }

    /// <summary>The duration of all runs together, without the time in which their process was frozen.</summary>
    public static double SecondsWorked(IReadOnlyList<LabRun> runs, double now, Freeze? freeze) => runs.Sum(run =>
    {
        var end = run.End ?? now;
        var frozen = freeze is not null && freeze.Pid == run.Pid ? Math.Max(0, Math.Min(end, freeze.To) - Math.Max(run.Start, freeze.From)) : 0;
        return end - run.Start - frozen;
    });

    /// <summary>Whether all connections were kept, and when the first was lost. A connection that the client closed cleanly, or that the cell's end closed, was not lost.</summary>
    public static LabConnectionFate FateOf(IReadOnlyList<LabConnection> connections)
    {
        var lost = connections.Where(connection => connection.By != "end" && !connection.Orderly).Select(connection => connection.End).ToList();
        return new LabConnectionFate(lost.Count == 0, lost.Count == 0 ? null : Math.Round(lost.Min(), 1));
    }

    /// <summary>The first connection that was lost before the fault, or null.</summary>
    /// <param name="connections">All connections.</param>
    /// <param name="fault">When a fault began that ends connections itself; infinity for none.</param>
    public static LabConnection? LostByItself(IReadOnlyList<LabConnection> connections, double fault) =>
        connections.Where(connection => connection.By is "broker" or "client" && !connection.Orderly && connection.End < fault).MinBy(connection => connection.End);

    /// <summary>The time until the last of the worker's connections had ended after the worker was gone; null if one was still open at <paramref name="until"/>.</summary>
    public static double? NoticedAfter(IReadOnlyList<LabConnection> itsConnections, double gone, double until)
    {
        var last = itsConnections.Select(connection => connection.By == "end" ? double.MaxValue : connection.End).DefaultIfEmpty(gone).Max();
        return last <= until ? Math.Round(Math.Max(0, last - gone), 1) : null;
    }
}
