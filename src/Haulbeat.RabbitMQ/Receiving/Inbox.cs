using System.Threading.Channels;

namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>What has come and was not yet handed out, over all queues of a receiver.</summary>
internal sealed class Inbox
{
    // A null means that something else changed: look again.
    private readonly Channel<ReceivedMessage?> messages = Channel.CreateUnbounded<ReceivedMessage?>();
    private int count;

    /// <summary>How many messages wait.</summary>
    public int Count => Volatile.Read(ref count);

    public void Add(ReceivedMessage received)
    {
        Interlocked.Increment(ref count);
        messages.Writer.TryWrite(received);
    }

    /// <summary>Lets <see cref="WaitAsync"/> return without an received.</summary>
    public void Wake() => messages.Writer.TryWrite(null);

    /// <summary>The next received that can still be settled; null after <see cref="Wake"/>, or after one that cannot.</summary>
    public async ValueTask<ReceivedMessage?> WaitAsync(CancellationToken cancellationToken) => Took(await messages.Reader.ReadAsync(cancellationToken));

    /// <summary>The next received that is there and can still be settled, or null.</summary>
    public ReceivedMessage? TryTake()
    {
        while (messages.Reader.TryRead(out var received))
        {
            if (Took(received) is { } alive)
            {
                return alive;
            }
        }

        return null;
    }

    /// <summary>Hands what is there back to its queue, but for so many.</summary>
    public async Task ReturnAllAsync(int leave)
    {
        while (Count > Math.Max(0, leave) && TryTake() is { } received)
        {
            await received.Session.RequeueAsync(received.Tag);
        }
    }

    private ReceivedMessage? Took(ReceivedMessage? received)
    {
        if (received is not null)
        {
            Interlocked.Decrement(ref count);
        }

        return received is { Session.IsAlive: true } ? received : null;
    }
}
