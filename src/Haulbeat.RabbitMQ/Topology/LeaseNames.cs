using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Haulbeat.RabbitMQ.Leases;

namespace Haulbeat.RabbitMQ.Topology;

/// <summary>The names of what the lease needs on a broker. No clock, no I/O.</summary>
internal static class LeaseNames
{
    public const string LeaseExchange = "haulbeat.leases";
    public const string RequeueExchange = "haulbeat.requeue";

    private const string LeasePrefix = LeaseExchange + ".";
    private const string ReturnedPrefix = "haulbeat.requeued.";

    // A routing key may have 255 bytes, and a worker's name and lease go before this.
    private const int LongestWord = 160;

    /// <summary>Where a worker's copies wait for it. The lease is part of the name: a queue's arguments cannot be changed.</summary>
    public static string LeaseQueue(string worker, TimeSpan lease) =>
        string.Create(CultureInfo.InvariantCulture, $"{LeasePrefix}{worker}.{(long)lease.TotalMilliseconds}");

    /// <summary>Whether the name is one of a lease queue.</summary>
    public static bool IsLeaseQueue(string queue) => queue.StartsWith(LeasePrefix, StringComparison.Ordinal);

    /// <summary>Where the jobs of a queue go that lost their worker.</summary>
    public static string RequeuedQueue(string queue) => ReturnedPrefix + queue;

    /// <summary>What binds a worker's lease queue for this lease.</summary>
    public static string AllOf(string worker, TimeSpan lease) => Keeper(worker, lease) + ".#";

    /// <summary>What binds a queue's returned jobs, whoever had them.</summary>
    public static string Requeued(string queue) => "*." + Word(queue);

    /// <summary>What a copy is published with: it leads into the worker's the lease, and from there home.</summary>
    public static string RoutingKey(string worker, TimeSpan lease, string queue) => Keeper(worker, lease) + "." + Word(queue);

    // A worker that had another lease has left a queue with that: a copy that went there too would come home when that lease is over.
    private static string Keeper(string worker, TimeSpan lease) =>
        string.Create(CultureInfo.InvariantCulture, $"{worker}:{(long)lease.TotalMilliseconds}");

    // In a binding '*' and '#' stand for any word, and a queue's name may hold them.
    private static string Word(string queue)
    {
        var word = queue.Replace("%", "%25", StringComparison.Ordinal).Replace("*", "%2A", StringComparison.Ordinal).Replace("#", "%23", StringComparison.Ordinal);
        return Encoding.UTF8.GetByteCount(word) <= LongestWord ? word : "%%" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(queue)));
    }
}
