namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>What one job takes of a receiver's slots, and of the prefetch of the consumer that brought it.</summary>
internal sealed class Slot(Slots slots, Subscription? subscription)
{
    private int isCounted = subscription is null ? 0 : 1;
    private int isTaken = 1;

    /// <summary>Its message is off the consumer's hands.</summary>
    public void LeaveConsumer()
    {
        if (Interlocked.Exchange(ref isCounted, 0) == 1)
        {
            subscription!.Count(-1);
        }
    }

    /// <summary>The job is over, or somebody else's.</summary>
    public void Free()
    {
        LeaveConsumer();
        if (Interlocked.Exchange(ref isTaken, 0) == 1)
        {
            slots.Give();
        }
    }
}
