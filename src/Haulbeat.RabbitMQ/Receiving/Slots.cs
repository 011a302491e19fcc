namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>Counts the jobs that are begun or about to be, so that no more messages are asked for than can be begun.</summary>
internal sealed class Slots(int total, Action wake)
{
    private int taken;
    private int isMissed;

    public int Total => total;

    public int Taken => Volatile.Read(ref taken);

    public int Free => total - Taken;

    /// <summary>How many messages a consumer may have: its own that are begun count against its prefetch anyway.</summary>
    public int Room(Subscription? subscription) => Free + (subscription?.Held ?? 0);

    /// <summary>A job is about to begin.</summary>
    public Slot Take(Subscription? subscription)
    {
        Interlocked.Increment(ref taken);
        subscription?.Count(1);
        return new Slot(this, subscription);
    }

    /// <summary>Somebody waits for the next slot that becomes free.</summary>
    public void Miss() => Volatile.Write(ref isMissed, 1);

    public void Give()
    {
        Interlocked.Decrement(ref taken);
        if (Interlocked.Exchange(ref isMissed, 0) == 1)
        {
            wake();
        }
    }
}
