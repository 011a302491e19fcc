using System.Threading.Channels;

namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>What has come and was not yet handed out, over all queues of a receiver.</summary>
internal sealed class Inbox
{
    // A null means that something else changed: look again.
    private readonly Channel<Arrival?> arrivals = Channel.CreateUnbounded<Arrival?>();
    private int count;

    /// <summary>How many arrivals wait.</summary>
    public int Count => Volatile.Read(ref count);

    public void Add(Arrival arrival)
    {
        Interlocked.Increment(ref count);
        arrivals.Writer.TryWrite(arrival);
    }

    /// <summary>Lets <see cref="WaitAsync"/> return without an arrival.</summary>
    public void Wake() => arrivals.Writer.TryWrite(null);

    /// <summary>The next arrival that can still be settled; null after <see cref="Wake"/>, or after one that cannot.</summary>
    public async ValueTask<Arrival?> WaitAsync(CancellationToken cancellationToken) => Took(await arrivals.Reader.ReadAsync(cancellationToken));

    /// <summary>The next arrival that is there and can still be settled, or null.</summary>
    public Arrival? TryTake()
    {
        while (arrivals.Reader.TryRead(out var arrival))
        {
            if (Took(arrival) is { } alive)
            {
                return alive;
            }
        }

        return null;
    }

    /// <summary>Hands what is there back to its queue, but for so many.</summary>
    public async Task ReturnAllAsync(int leave)
    {
        while (Count > Math.Max(0, leave) && TryTake() is { } arrival)
        {
            await arrival.Generation.RequeueAsync(arrival.Tag);
        }
    }

    private Arrival? Took(Arrival? arrival)
    {
        if (arrival is not null)
        {
            Interlocked.Decrement(ref count);
        }

        return arrival is { Generation.IsAlive: true } ? arrival : null;
    }
}
