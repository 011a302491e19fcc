using Haulbeat.RabbitMQ.Leases;
using Haulbeat.Runner.RunnerProtocol;

namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>One queue to take jobs from: its consumer, and single gets.</summary>
/// <param name="channel">Its channel.</param>
/// <param name="inbox">Where messages go.</param>
/// <param name="slots">How many may come.</param>
/// <param name="isExpendable">Whether no job is run on a message of this channel, so that it may be given up when the broker does not answer.</param>
internal sealed class QueueSource(QueueChannel channel, Inbox inbox, Slots slots, bool isExpendable) : IAsyncDisposable
{
    // A queue whose leader is just being elected may never answer.
    private static readonly TimeSpan LongestGet = TimeSpan.FromSeconds(3);

    private Subscription? subscription;
    private Task<ReceivedMessage?>? get;

    public QueueChannel Channel => channel;

    /// <summary>Consumes as many messages as there are slots for, unless it already does, or cannot and is to be tried later.</summary>
    public Task ConsumeAsync(int most, CancellationToken cancellationToken) => channel.ExclusivelyAsync(
        async session =>
        {
            if (subscription is { IsActive: true } active && Room(most, active) <= active.Prefetch)
            {
                return null;
            }

            await PauseInsideAsync();
            if (Room(most, null) is > 0 and var room)
            {
                subscription = new Subscription(session, (ushort)Math.Min(room, ushort.MaxValue), received => inbox.Add(received with { Source = this }));
                await subscription.StartAsync();
            }
            else
            {
                slots.Miss();
            }

            return null;
        },
        cancellationToken);

    /// <summary>Takes exactly one message, or null if there is none, or if the queue cannot be reached and is to be tried later.</summary>
    public Task<ReceivedMessage?> GetAsync(CancellationToken cancellationToken, bool isTrial = false) => channel.ExclusivelyAsync(
        async session =>
        {
            // One that was given up waiting for is still under way and may bring a message: take it up again.
            var under = get ??= GetAsync(session);
            try
            {
                var received = await under.WaitAsync(isExpendable ? LongestGet : Timeout.InfiniteTimeSpan, channel.Time, cancellationToken);
                get = null;
                return received is { Session.IsAlive: true } ? received : null;
            }
            catch (TimeoutException)
            {
                get = null;
                _ = session.DisposeAsync().AsTask();
                throw;
            }
            catch when (under is { IsCompleted: true, IsCompletedSuccessfully: false })
            {
                get = null;
                throw;
            }
        },
        cancellationToken,
        isTrial);

    /// <summary>Consumes no more; what was on its way is in the inbox.</summary>
    public Task PauseAsync() => channel.AloneAsync(async () => await PauseInsideAsync(), CancellationToken.None);

    /// <summary>Takes the message of a job that goes on off the queue. Its slot stays taken: no message may come for it.</summary>
    /// <returns>False if the lease was lost.</returns>
    public async Task<bool> AckLeasedAsync(ReceivedMessage received)
    {
        var isConsumed = received.Subscription is { IsActive: true };
        if (isConsumed)
        {
            await PauseAsync();
        }

        var acked = await received.Session.AckAsync(received.Tag);
        if (isConsumed)
        {
            inbox.Wake();
        }

        return acked;
    }

    /// <summary>Gives the message back, and does not consume just then: it would come straight back here, and others may be better off.</summary>
    /// <returns>False if the lease was lost.</returns>
    public async Task<bool> ReleaseAsync(ReceivedMessage received)
    {
        await PauseAsync();
        var released = await received.Session.RequeueAsync(received.Tag);
        inbox.Wake();
        return released;
    }

    /// <summary>Takes nothing any more.</summary>
    public async Task StopAsync()
    {
        channel.Stop();
        await PauseAsync();
        if (get is { } under)
        {
            // What comes later still goes back with the channel.
            await Task.WhenAny(under, Task.Delay(LongestGet, channel.Time));
            if (under.IsCompletedSuccessfully && await under is { } received)
            {
                inbox.Add(received);
            }
        }
    }

    /// <summary>Whether the queue holds nothing, and nothing from it is on its way here.</summary>
    public async Task<bool> IsEmptyAsync(CancellationToken cancellationToken)
    {
        var isEmpty = false;
        await channel.AloneAsync(
            async () => isEmpty = !await IsGettingAsync() && await channel.CountAsync(cancellationToken) == 0 && await IsEmptyPausedAsync(cancellationToken),
            cancellationToken);
        return isEmpty;
    }

    public ValueTask DisposeAsync() => channel.DisposeAsync();

    private int Room(int most, Subscription? active) => Math.Min(most, slots.Room(active) - (active is null ? inbox.Count : 0));

    // One that was given up waiting for may have brought a message, or nothing.
    private async Task<bool> IsGettingAsync()
    {
        if (get is { IsCompleted: true } over && (!over.IsCompletedSuccessfully || await over is null))
        {
            get = null;
        }

        return get is not null;
    }

    // A delivery may be between the broker's count and our inbox: only an ended consumer has nothing on its way.
    private async Task<bool> IsEmptyPausedAsync(CancellationToken cancellationToken)
    {
        var isPaused = await PauseInsideAsync();
        try
        {
            return inbox.Count == 0 && await channel.CountAsync(cancellationToken) == 0;
        }
        finally
        {
            if (isPaused)
            {
                inbox.Wake();
            }
        }
    }

    private async Task<bool> PauseInsideAsync()
    {
        if (subscription is not { IsActive: true } active)
        {
            return false;
        }

        await channel.TryAsync(active.StopAsync, CancellationToken.None);
        return true;
    }

    private async Task<ReceivedMessage?> GetAsync(ChannelSession session)
    {
        // Cannot be cancelled: the broker would deliver to nobody.
        var got = await session.Channel.BasicGetAsync(channel.Queue, autoAck: false);
        return got is null ? null : new ReceivedMessage(session, got.DeliveryTag, got.Redelivered, got.BasicProperties, got.Body) { Source = this };
    }
}
