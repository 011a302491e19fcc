using Haulbeat.Custody;
using Haulbeat.RabbitMQ.Connection;
using Haulbeat.RabbitMQ.Settling;
using Haulbeat.Receiving;

namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>Hands out the jobs of some queues.</summary>
internal sealed class RabbitReceiver : IReceiver
{
    private readonly Inbox _inbox = new();
    private readonly ConsumingConnection _consuming;
    private readonly Settler _settler;
    private readonly QueueSource[] _sources;
    private readonly IFeed _feed;

    public RabbitReceiver(ConsumingConnection consuming, Settler settler, ReceiveOptions options)
    {
        _consuming = consuming;
        _settler = settler;
        _sources = [.. options.Queues.Distinct().Select(queue => new QueueSource(consuming, options, queue, _inbox))];
        _feed = _sources is [var only] ? new SingleFeed(only, _inbox, (ushort)Math.Min(options.Slots, ushort.MaxValue)) : new SharedFeed(_sources, _inbox);
    }

    public TimeSpan RenewEvery => _consuming.RenewEvery;

    /// <summary>Begins to consume from a single queue, which shows whether it may be read. Several are read when a job is asked for.</summary>
    public Task BeginAsync(CancellationToken cancellationToken) => _feed is SingleFeed single ? single.BeginAsync(cancellationToken) : Task.CompletedTask;

    public async Task<IDelivery> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var arrival = await _feed.NextAsync(cancellationToken);
            if (await IsSafeAsync(arrival))
            {
                var job = MessageReader.Read(arrival.Generation.Queue, arrival.Properties, arrival.Body, NewId);
                return new RabbitDelivery(arrival, job, _settler, _sources.First(source => source.Queue == job.Queue));
            }
        }
    }

    public async Task<bool> IsEmptyAsync(CancellationToken cancellationToken)
    {
        foreach (var source in _sources)
        {
            if (!await source.IsEmptyAsync(cancellationToken))
            {
                return false;
            }
        }

        return _inbox.Count == 0;
    }

    public Task<BootInstant> RenewAsync(CancellationToken cancellationToken) => _consuming.ProveAsync(cancellationToken);

    public async Task StopAsync()
    {
        foreach (var source in _sources)
        {
            await source.StopAsync();
        }

        await _inbox.ReturnAllAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var source in _sources)
        {
            await source.DisposeAsync();
        }

        await _consuming.DisposeAsync();
    }

    // Nobody renews while no job runs: the newest proof may be old, and a job must not start on borrowed time.
    private async Task<bool> IsSafeAsync(Arrival arrival)
    {
        while (arrival.Generation.IsAlive && _consuming.SafeUntil - BootClock.Now < RenewEvery * 2)
        {
            try
            {
                await _consuming.ProveAsync(CancellationToken.None);
            }
            catch (TransportException)
            {
                // Either the next try succeeds or the generation ends.
                await Task.Delay(Backoff.First, _consuming.Time);
            }
        }

        return arrival.Generation.IsAlive;
    }

    private string NewId() => Guid.CreateVersion7(_consuming.Time.GetUtcNow()).ToString();
}
