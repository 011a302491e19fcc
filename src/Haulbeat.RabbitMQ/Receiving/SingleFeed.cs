namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>Feeds from one queue by a consumer that may have as many messages as there are slots: an ack frees both at once.</summary>
internal sealed class SingleFeed(QueueSource source, RequeuedJobs returns, Inbox inbox, Slots slots) : IFeed
{
    private bool hasLooked;

    public Task BeginAsync(CancellationToken cancellationToken) => source.ConsumeAsync(slots.Total, cancellationToken);

    public async Task<ReceivedMessage?> NextAsync(CancellationToken cancellationToken)
    {
        if (slots.Free > inbox.Count && await returns.LookAsync(cancellationToken) is { } returned)
        {
            await source.PauseAsync();
            // What came in this very moment has no slot any more.
            await inbox.ReturnAllAsync(leave: slots.Free - 1);
            return returned;
        }

        // A stream would let itself be consumed, and bring nothing of what waits in it. It refuses to be asked for one message.
        if (!hasLooked && slots.Free > inbox.Count)
        {
            var first = await source.GetAsync(cancellationToken, isTrial: true);
            hasLooked = true;
            if (first is not null)
            {
                return first;
            }
        }

        await BeginAsync(cancellationToken);
        return await inbox.WaitAsync(cancellationToken);
    }
}
