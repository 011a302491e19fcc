using Haulbeat.Jobs;
using Haulbeat.Transports;

namespace Haulbeat.RabbitMQ.Topology;

/// <summary>The names of a user's queue and of the queues that go with it.</summary>
internal static class QueueName
{
    private const string DeadPrefix = "haulbeat.dead.";

    /// <summary>The queue of the dead letters of <paramref name="queue"/>.</summary>
    public static string Dead(string queue) => DeadPrefix + queue;

    /// <exception cref="TransportException">No queue of this name can be used.</exception>
    public static void Check(string queue)
    {
        if (JobLimits.ExplainQueueName(queue) is { } problem)
        {
            throw new TransportException(TransportError.NoSuchQueue, $"{problem} Choose another name.");
        }
    }
}
