using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Haulbeat.RabbitMQ.Topology;

/// <summary>The names of what leases need on a broker. No clock, no I/O.</summary>
internal static class LeaseNames
{
    public const string LeaseExchange = "haulbeat.leases";
    public const string RequeueExchange = "haulbeat.requeue";

    private const string LeasePrefix = LeaseExchange + ".";
    private const string RequeuedPrefix = "haulbeat.requeued.";

    // A routing key may have 255 bytes, and a worker's name and lease go before this.
    private const int LongestWord = 160;

    /// <summary>Where a worker's lease messages lie. The lease is part of the name, because a queue's arguments can't be changed.</summary>
    public static string LeaseQueue(string worker, TimeSpan lease) =>
        string.Create(CultureInfo.InvariantCulture, $"{LeasePrefix}{worker}.{(long)lease.TotalMilliseconds}");

    /// <summary>Whether it is the name of a lease queue.</summary>
    public static bool IsLeaseQueue(string queue) => queue.StartsWith(LeasePrefix, StringComparison.Ordinal);

    /// <summary>Where the jobs of a queue go when they lose their worker.</summary>
    public static string RequeuedQueue(string queue) => RequeuedPrefix + queue;

    /// <summary>What binds a worker's lease queue for this lease.</summary>
    public static string AllOf(string worker, TimeSpan lease) => Owner(worker, lease) + ".#";

    /// <summary>What binds the requeued queue of a queue, whoever had the jobs.</summary>
    public static string Requeued(string queue) => "*." + Word(queue);

    /// <summary>What a lease message is published with. It leads to the worker's lease queue, and from there to the requeued queue.</summary>
    public static string RoutingKey(string worker, TimeSpan lease, string queue) => Owner(worker, lease) + "." + Word(queue);

    // A worker that had another lease left a queue for it. A lease message that went there too would be requeued when that lease ends.
    private static string Owner(string worker, TimeSpan lease) =>
        string.Create(CultureInfo.InvariantCulture, $"{worker}:{(long)lease.TotalMilliseconds}");

    // In a binding '*' and '#' stand for any word, and a queue's name may contain them.
    private static string Word(string queue)
    {
        var word = queue.Replace("%", "%25", StringComparison.Ordinal).Replace("*", "%2A", StringComparison.Ordinal).Replace("#", "%23", StringComparison.Ordinal);
        return Encoding.UTF8.GetByteCount(word) <= LongestWord ? word : "%%" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(queue)));
    }
}
