using Haulbeat.RabbitMQ.Connections;

namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>One queue to take jobs from: its consumer, and single gets.</summary>
/// <param name="channel">Its channel.</param>
/// <param name="inbox">Where the consumer's messages go.</param>
/// <param name="most">The largest prefetch of its consumer.</param>
/// <param name="onMessage">Called when the consumer brought a message.</param>
/// <param name="wake">Called when it is worth asking again.</param>
/// <param name="isExpendable">Whether no job is run on a message of this channel, so that it may be given up when the broker does not answer.</param>
internal sealed class QueueSource(QueueChannel channel, Inbox inbox, int most, Action onMessage, Action wake, bool isExpendable) : IMessageSource, IAsyncDisposable
{
    // A queue whose leader is just being elected may never answer.
    private static readonly TimeSpan LongestGet = TimeSpan.FromSeconds(3);

    private Consumer? consumer;
    private Task<ReceivedMessage?>? get;

    /// <summary>The queue.</summary>
    public string Queue => channel.Queue;

    /// <summary>The queue that its jobs were sent to.</summary>
    public string Jobs => channel.Jobs;

    /// <summary>Whether the consumer's prefetch is large enough for what is wanted.</summary>
    public bool HasAskedForAll => Volatile.Read(ref consumer) is { IsActive: true, Room: var room } && Wanted <= room;

    /// <summary>Makes the consumer's prefetch large enough for what is wanted. A queue that can't be used is tried again later.</summary>
    /// <remarks>The prefetch is the messages that are wanted and those of the consumer that are unacked; it can't be changed without another consumer.</remarks>
    public Task ConsumeAsync(bool shrinks, CancellationToken cancellationToken) => channel.ExclusivelyAsync(
        async session =>
        {
            if (HasAskedForAll && (!shrinks || Wanted == consumer?.Room))
            {
                return;
            }

            await PauseInsideAsync().ConfigureAwait(false);
            if (Wanted is > 0 and var wanted)
            {
                consumer = new Consumer(session, this, (ushort)wanted, Take);
                await consumer.StartAsync().ConfigureAwait(false);
            }
        },
        cancellationToken);

    /// <summary>Takes exactly one message, if there is one. A queue that can't be used is tried again later.</summary>
    /// <param name="take">Takes the message.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="isTrial">That no message came does not yet say that jobs can be taken.</param>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> GetAsync(Action<ReceivedMessage> take, CancellationToken cancellationToken, bool isTrial = false)
    {
        var isFound = false;
        await channel.ExclusivelyAsync(
            async session =>
            {
                if (await GetAsync(session, cancellationToken).ConfigureAwait(false) is { Session.IsAlive: true } received)
                {
                    isFound = true;
                    take(received);
                }
            },
            cancellationToken,
            () => isFound || !isTrial).ConfigureAwait(false);
        return isFound;
    }

    /// <summary>Consumes no more. What was on its way is in the inbox.</summary>
    public Task PauseAsync() => channel.AloneAsync(async () => await PauseInsideAsync().ConfigureAwait(false), CancellationToken.None);

    public async Task<bool> AckReplacedAsync(ReceivedMessage received)
    {
        var isConsumed = received.Consumer is { IsActive: true };
        if (isConsumed)
        {
            await PauseAsync().ConfigureAwait(false);
        }

        var acked = await received.AckAsync().ConfigureAwait(false);
        if (isConsumed)
        {
            wake();
        }

        return acked;
    }

    /// <inheritdoc/>
    /// <remarks>Does not consume just then: the message would come straight back here, and others may be better off.</remarks>
    public async Task<bool> RequeueAsync(ReceivedMessage received)
    {
        await PauseAsync().ConfigureAwait(false);
        received.LeaveConsumer();
        var requeued = await received.Session.RequeueAsync(received.Tag).ConfigureAwait(false);
        wake();
        return requeued;
    }

    /// <summary>Takes nothing any more.</summary>
    public async Task StopAsync()
    {
        channel.Stop();
        await PauseAsync().ConfigureAwait(false);
        if (get is { } underWay)
        {
            // A message that comes later is requeued with the channel.
            await Task.WhenAny(underWay, Task.Delay(LongestGet, channel.Time)).ConfigureAwait(false);
            if (underWay.IsCompletedSuccessfully && await underWay.ConfigureAwait(false) is { } received)
            {
                inbox.Add(received);
            }
        }
    }

    /// <summary>Whether the queue is empty, and no message from it is on its way here.</summary>
    public async Task<bool> IsEmptyAsync(CancellationToken cancellationToken)
    {
        var isEmpty = false;
        await channel.AloneAsync(
            async () => isEmpty = !await IsGettingAsync().ConfigureAwait(false) && await channel.CountAsync(cancellationToken).ConfigureAwait(false) == 0 && await IsEmptyPausedAsync(cancellationToken).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
        return isEmpty;
    }

    public ValueTask DisposeAsync() => channel.DisposeAsync();

    private int Wanted => Math.Clamp(inbox.Wanted, 0, Math.Min(most, ushort.MaxValue));

    private void Take(ReceivedMessage received)
    {
        inbox.Add(received);
        onMessage();
    }

    // One that was given up waiting for is still under way and may bring a message: wait for the same.
    private async Task<ReceivedMessage?> GetAsync(ChannelSession session, CancellationToken cancellationToken)
    {
        var underWay = get ??= AskAsync(session);
        try
        {
            var received = await underWay.WaitAsync(isExpendable ? LongestGet : Timeout.InfiniteTimeSpan, channel.Time, cancellationToken).ConfigureAwait(false);
            get = null;
            return received;
        }
        catch (TimeoutException)
        {
            get = null;
            _ = session.DisposeAsync().AsTask();
            throw;
        }
        catch when (underWay is { IsCompleted: true, IsCompletedSuccessfully: false })
        {
            get = null;
            throw;
        }
    }

    // Can't be cancelled: the broker would deliver to nobody.
    private async Task<ReceivedMessage?> AskAsync(ChannelSession session)
    {
        var got = await session.Channel.BasicGetAsync(channel.Queue, autoAck: false).ConfigureAwait(false);
        return got is null ? null : new ReceivedMessage(this, session, got.DeliveryTag, got.Redelivered, got.BasicProperties, got.Body);
    }

    // One that was given up waiting for may have brought a message, or nothing.
    private async Task<bool> IsGettingAsync()
    {
        if (get is { IsCompleted: true } over && (!over.IsCompletedSuccessfully || await over.ConfigureAwait(false) is null))
        {
            get = null;
        }

        return get is not null;
    }

    // A delivery may be between the broker's count and our inbox: only a consumer that has ended has nothing on its way.
    private async Task<bool> IsEmptyPausedAsync(CancellationToken cancellationToken)
    {
        var isPaused = await PauseInsideAsync().ConfigureAwait(false);
        try
        {
            return inbox.IsIdle && await channel.CountAsync(cancellationToken).ConfigureAwait(false) == 0;
        }
        finally
        {
            if (isPaused)
            {
                wake();
            }
        }
    }

    private async Task<bool> PauseInsideAsync()
    {
        if (consumer is not { IsActive: true } active)
        {
            return false;
        }

        await channel.TryAsync(active.StopAsync, CancellationToken.None).ConfigureAwait(false);
        return true;
    }
}
