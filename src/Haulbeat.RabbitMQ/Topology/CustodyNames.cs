using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Haulbeat.RabbitMQ.Topology;

/// <summary>The names of what custody needs on a broker. No clock, no I/O.</summary>
internal static class CustodyNames
{
    public const string CustodyExchange = "haulbeat.custody";
    public const string ReturnsExchange = "haulbeat.returns";

    private const string CustodyPrefix = CustodyExchange + ".";
    private const string ReturnedPrefix = "haulbeat.returned.";

    // A routing key may have 255 bytes, and a worker's name and lease go before this.
    private const int LongestWord = 160;

    /// <summary>Where a worker's copies wait for it. The lease is part of the name: a queue's arguments cannot be changed.</summary>
    public static string CustodyQueue(string worker, TimeSpan lease) =>
        string.Create(CultureInfo.InvariantCulture, $"{CustodyPrefix}{worker}.{(long)lease.TotalMilliseconds}");

    /// <summary>Whether the name is one of a custody queue.</summary>
    public static bool IsCustodyQueue(string queue) => queue.StartsWith(CustodyPrefix, StringComparison.Ordinal);

    /// <summary>Where the jobs of a queue go that lost their worker.</summary>
    public static string ReturnedQueue(string queue) => ReturnedPrefix + queue;

    /// <summary>What binds a worker's custody queue for this lease.</summary>
    public static string AllOf(string worker, TimeSpan lease) => Keeper(worker, lease) + ".#";

    /// <summary>What binds a queue's returned jobs, whoever had them.</summary>
    public static string Returned(string queue) => "*." + Word(queue);

    /// <summary>What a copy is published with: it leads into the worker's custody, and from there home.</summary>
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
