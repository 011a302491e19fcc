using System.Text;
using Haulbeat.Transports;

namespace Haulbeat.RabbitMQ.Topology;

/// <summary>The names of a user's queue and of the queues that go with it.</summary>
internal static class QueueName
{
    private const string DeadPrefix = "haulbeat.dead.";

    // AMQP allows 255 bytes; the longest name that we derive takes some of them ("haulbeat.requeued." is the longest prefix).
    private const int LongestName = 255 - 18;

    /// <summary>The queue that the dead jobs of <paramref name="queue"/> go to.</summary>
    public static string Dead(string queue) => DeadPrefix + queue;

    public static void Check(string queue)
    {
        var length = Encoding.UTF8.GetByteCount(queue);
        if (length is 0 or > LongestName)
        {
            throw new TransportException(TransportError.NoSuchQueue, $"The queue's name has {length} bytes; it must have 1 to {LongestName}, so that its dead-letter queue can be named after it.");
        }
    }
}
