using System.Collections.Concurrent;

namespace Haulbeat.Sqlite;

/// <summary>The deliveries of a receiver that are neither settled nor lost.</summary>
internal sealed class Outstanding
{
    private readonly ConcurrentDictionary<SqliteDelivery, bool> deliveries = new();

    public bool IsEmpty => deliveries.IsEmpty;

    /// <summary>Those of this moment.</summary>
    public ICollection<SqliteDelivery> Now => deliveries.Keys;

    public void Add(SqliteDelivery delivery) => deliveries.TryAdd(delivery, true);

    public bool Remove(SqliteDelivery delivery) => deliveries.TryRemove(delivery, out _);
}
