namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>Whose turn it is. No clock, no I/O.</summary>
internal static class Rotation
{
    /// <summary>All items, beginning with another one each turn, so that none is always last.</summary>
    public static IEnumerable<T> From<T>(IReadOnlyList<T> items, int turn) =>
        Enumerable.Range(0, items.Count).Select(offset => items[(int)(((uint)turn + (uint)offset) % (uint)items.Count)]);
}
