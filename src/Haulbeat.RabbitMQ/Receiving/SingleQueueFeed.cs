namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>Feeds from one queue by a consumer with a prefetch of all that is wanted: an acknowledgement frees a slot and brings the next message at once.</summary>
internal sealed class SingleQueueFeed(QueueSource source, RequeuedQueues requeued, Inbox inbox) : IMessageFeed
{
    private bool isTried;

    public bool HasAskedForAll => source.HasAskedForAll && !requeued.IsDue;

    public async Task FillAsync(bool shrinks, CancellationToken cancellationToken)
    {
        await FillWithRequeuedAsync(cancellationToken).ConfigureAwait(false);
        if (!isTried && inbox.Wanted > 0)
        {
            await TryAsync(cancellationToken).ConfigureAwait(false);
        }

        await source.ConsumeAsync(shrinks, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks for one message. A stream can be consumed from, but that brings nothing of what waits in it; it refuses to be asked for one message.</summary>
    public async Task TryAsync(CancellationToken cancellationToken)
    {
        await source.GetAsync(inbox.Add, cancellationToken, isTrial: true).ConfigureAwait(false);
        isTried = true;
    }

    private async Task FillWithRequeuedAsync(CancellationToken cancellationToken)
    {
        for (var isFound = true; isFound && requeued.IsDue && inbox.Wanted > 0;)
        {
            inbox.Hold();
            try
            {
                isFound = await requeued.LookAsync(inbox.AddFirst, cancellationToken).ConfigureAwait(false);
                if (isFound)
                {
                    await source.PauseAsync().ConfigureAwait(false);
                }
            }
            finally
            {
                inbox.Release();
            }

            // What the consumer brought in this very moment has no slot any more. If nothing was found it has one: the slot whose ack made room for it calls in a moment.
            if (isFound)
            {
                await inbox.RequeueAllAsync().ConfigureAwait(false);
            }
        }
    }
}
