namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>Feeds from one queue by a consumer that may have as many messages as there are slots: an ack frees both at once.</summary>
internal sealed class SingleFeed(QueueSource source, Inbox inbox, ushort slots) : IFeed
{
    public Task BeginAsync(CancellationToken cancellationToken) => source.ConsumeAsync(slots, cancellationToken);

    public async Task<Arrival> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await BeginAsync(cancellationToken);
            if (await inbox.WaitAsync(cancellationToken) is { } arrival)
            {
                return arrival;
            }
        }
    }
}
