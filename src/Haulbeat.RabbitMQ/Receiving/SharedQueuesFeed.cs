namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>Feeds from several queues that share the slots: takes one message at a time, so that none waits unread behind a running job.</summary>
/// <remarks>
/// While there are messages it gets them one by one, each queue in its turn. Only when all queues are empty does it consume from all of them,
/// until a message comes. If more come at that very moment than are wanted they are returned, which counts towards a delivery limit: so rarely that it does no harm.
/// </remarks>
internal sealed class SharedQueuesFeed(IReadOnlyList<QueueSource> sources, RequeuedQueues requeued, Inbox inbox) : IMessageFeed
{
    private bool isConsuming;
    private int turn;

    public bool HasAskedForAll => false;

    public async Task FillAsync(bool shrinks, CancellationToken cancellationToken)
    {
        await PauseAsync().ConfigureAwait(false);
        while (inbox.Wanted > 0 && (await requeued.LookAsync(inbox.Add, cancellationToken).ConfigureAwait(false) || await GetAsync(cancellationToken).ConfigureAwait(false)))
        {
        }

        await ConsumeAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> GetAsync(CancellationToken cancellationToken)
    {
        foreach (var source in Rotation.From(sources, turn++))
        {
            if (await source.GetAsync(inbox.Add, cancellationToken).ConfigureAwait(false))
            {
                return true;
            }
        }

        return false;
    }

    private async Task ConsumeAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < sources.Count && inbox.Wanted > 0; i++)
        {
            isConsuming = true;
            await sources[i].ConsumeAsync(shrinks: false, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task PauseAsync()
    {
        if (isConsuming)
        {
            isConsuming = false;
            foreach (var source in sources)
            {
                await source.PauseAsync().ConfigureAwait(false);
            }

            await inbox.RequeueAllAsync().ConfigureAwait(false);
        }
    }
}
