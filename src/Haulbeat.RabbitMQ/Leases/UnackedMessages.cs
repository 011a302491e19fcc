using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Connections;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>The messages of one job that this worker has not acknowledged. Safe for concurrent use.</summary>
internal sealed class UnackedMessages
{
    private readonly List<ReceivedMessage> all = new(1);

    public void Add(ReceivedMessage received)
    {
        lock (all)
        {
            all.Add(received);
        }
    }

    /// <summary>Takes out those of the given deliveries that are still there.</summary>
    public List<ReceivedMessage> Take(IEnumerable<DeliveryTag> tags)
    {
        lock (all)
        {
            var taken = all.FindAll(received => tags.Contains(received.DeliveryTag));
            all.RemoveAll(taken.Contains);
            return taken;
        }
    }

    /// <summary>Forgets those that went with their channel session.</summary>
    public void Forget(long session)
    {
        lock (all)
        {
            all.RemoveAll(received => received.DeliveryTag.Session == session);
        }
    }

    /// <summary>Whether one of them came on the channel session.</summary>
    public bool AreFrom(ChannelSession session)
    {
        lock (all)
        {
            return all.Exists(received => received.Session == session);
        }
    }

    /// <summary>For how long the oldest one of the channel session has been here.</summary>
    public TimeSpan OldestOf(ChannelSession session)
    {
        lock (all)
        {
            var now = BootClock.Now;
            return all.Where(received => received.Session == session).Select(received => now - received.ReceivedAt).DefaultIfEmpty().Max();
        }
    }
}
