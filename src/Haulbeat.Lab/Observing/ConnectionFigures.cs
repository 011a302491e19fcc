using Haulbeat.Lab.Reporting;

namespace Haulbeat.Lab.Observing;

/// <summary>Connections to figures. No clock, no I/O.</summary>
internal static class ConnectionFigures
{
    /// <summary>Whether all connections were kept, and when the first was lost. One that the client closed in order, or that the cell's end closed, was not lost.</summary>
    public static LabConnectionFate FateOf(IReadOnlyList<LabConnection> connections)
    {
        var lost = connections.Where(connection => connection.By != "end" && !connection.Orderly).Select(connection => connection.End).ToList();
        return new LabConnectionFate(lost.Count == 0, lost.Count == 0 ? null : Math.Round(lost.Min(), 1));
    }

    /// <summary>The first that was lost before a fault could end it, or null.</summary>
    /// <param name="connections">All of them.</param>
    /// <param name="fault">When a fault came that ends connections by itself; infinity for none.</param>
    public static LabConnection? LostByItself(IReadOnlyList<LabConnection> connections, double fault) =>
        connections.Where(connection => connection.By is "broker" or "client" && !connection.Orderly && connection.End < fault).MinBy(connection => connection.End);

    /// <summary>How long after the worker was gone the last of the connections had ended that it had then; null if one had not by <paramref name="until"/>.</summary>
    public static double? NoticedAfter(IReadOnlyList<LabConnection> itsConnections, double gone, double until)
    {
        var last = itsConnections.Select(connection => connection.By == "end" ? double.MaxValue : connection.End).DefaultIfEmpty(gone).Max();
        return last <= until ? Math.Round(Math.Max(0, last - gone), 1) : null;
    }
}
