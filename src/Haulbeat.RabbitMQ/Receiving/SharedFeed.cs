namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>Feeds from several queues that share the slots: takes exactly one message at a time, so that none waits unread behind a running job.</summary>
/// <remarks>
/// While there are messages it gets them one by one, each queue in its turn. Only when all queues are empty does it consume from all of them,
/// until the first message comes. If a second one comes at that very moment it is handed back, which counts towards a delivery limit: so rarely that it does no harm.
/// </remarks>
internal sealed class SharedFeed(IReadOnlyList<QueueSource> sources, RequeuedJobs returns, Inbox inbox, Slots slots) : IFeed
{
    private int first;

    public async Task<ReceivedMessage?> NextAsync(CancellationToken cancellationToken)
    {
        if (slots.Free <= 0)
        {
            slots.Miss();
            return slots.Free > 0 ? null : await inbox.WaitAsync(cancellationToken);
        }

        var received = inbox.TryTake() ?? await returns.LookAsync(cancellationToken) ?? await GetAsync(cancellationToken) ?? await ConsumeAsync(cancellationToken);
        if (received is not null)
        {
            await inbox.ReturnAllAsync(leave: 0);
        }

        return received;
    }

    private async Task<ReceivedMessage?> GetAsync(CancellationToken cancellationToken)
    {
        foreach (var source in Rotation.From(sources, first++))
        {
            if (await source.GetAsync(cancellationToken) is { } received)
            {
                return received;
            }
        }

        return null;
    }

    private async Task<ReceivedMessage?> ConsumeAsync(CancellationToken cancellationToken)
    {
        try
        {
            for (var i = 0; i < sources.Count && inbox.Count == 0; i++)
            {
                await sources[i].ConsumeAsync(most: 1, cancellationToken);
            }

            return await inbox.WaitAsync(cancellationToken);
        }
        finally
        {
            foreach (var source in sources)
            {
                await source.PauseAsync();
            }
        }
    }
}
