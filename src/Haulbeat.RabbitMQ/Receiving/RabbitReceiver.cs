using Haulbeat.Custody;
using Haulbeat.RabbitMQ.Connection;
using Haulbeat.RabbitMQ.Settling;
using Haulbeat.Receiving;

namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>Hands out the jobs of some queues.</summary>
internal sealed class RabbitReceiver : IReceiver
{
    private readonly Inbox inbox = new();
    private readonly ConsumingConnection consuming;
    private readonly Settler settler;
    private readonly QueueSource[] sources;
    private readonly IFeed feed;

    public RabbitReceiver(ConsumingConnection consuming, Settler settler, ReceiveOptions options)
    {
        this.consuming = consuming;
        this.settler = settler;
        sources = [.. options.Queues.Distinct().Select(queue => new QueueSource(consuming, options, queue, inbox))];
        feed = sources is [var only] ? new SingleFeed(only, inbox, (ushort)Math.Min(options.Slots, ushort.MaxValue)) : new SharedFeed(sources, inbox);
    }

    public TimeSpan RenewEvery => consuming.RenewEvery;

    /// <summary>Begins to consume from a single queue, which shows whether it may be read. Several are read when a job is asked for.</summary>
    public Task BeginAsync(CancellationToken cancellationToken) => feed is SingleFeed single ? single.BeginAsync(cancellationToken) : Task.CompletedTask;

    public async Task<IDelivery> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var arrival = await feed.NextAsync(cancellationToken);
            if (await IsSafeAsync(arrival))
            {
                var job = MessageReader.Read(arrival.Generation.Queue, arrival.Properties, arrival.Body, NewId);
                return new RabbitDelivery(arrival, job, settler, sources.First(source => source.Queue == job.Queue));
            }
        }
    }

    public async Task<bool> IsEmptyAsync(CancellationToken cancellationToken)
    {
        foreach (var source in sources)
        {
            if (!await source.IsEmptyAsync(cancellationToken))
            {
                return false;
            }
        }

        return inbox.Count == 0;
    }

    public Task<BootInstant> RenewAsync(CancellationToken cancellationToken) => consuming.ProveAsync(cancellationToken);

    public async Task StopAsync()
    {
        foreach (var source in sources)
        {
            await source.StopAsync();
        }

        await inbox.ReturnAllAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var source in sources)
        {
            await source.DisposeAsync();
        }

        await consuming.DisposeAsync();
    }

    // Nobody renews while no job runs: the newest proof may be old, and a job must not start on borrowed time.
    private async Task<bool> IsSafeAsync(Arrival arrival)
    {
        while (arrival.Generation.IsAlive && consuming.SafeUntil - BootClock.Now < RenewEvery * 2)
        {
            try
            {
                await consuming.ProveAsync(CancellationToken.None);
            }
            catch (TransportException)
            {
                // Either the next try succeeds or the generation ends.
                await Task.Delay(Backoff.First, consuming.Time);
            }
        }

        return arrival.Generation.IsAlive;
    }

    private string NewId() => Guid.CreateVersion7(consuming.Time.GetUtcNow()).ToString();
}
