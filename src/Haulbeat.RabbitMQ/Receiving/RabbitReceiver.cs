using System.Collections.Concurrent;
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
    private readonly ConcurrentDictionary<RabbitDelivery, bool> outstanding = new();
    private readonly CancellationTokenSource end = new();
    private Task proving = Task.CompletedTask;

    public RabbitReceiver(ConsumingConnection consuming, Settler settler, ReceiveOptions options)
    {
        this.consuming = consuming;
        this.settler = settler;
        sources = [.. options.Queues.Distinct().Select(queue => new QueueSource(consuming, options, queue, inbox))];
        feed = sources is [var only] ? new SingleFeed(only, inbox, (ushort)Math.Min(options.Slots, ushort.MaxValue)) : new SharedFeed(sources, inbox);
    }

    /// <summary>Begins to consume from a single queue, which shows whether it may be read. Several are read when a job is asked for.</summary>
    public Task BeginAsync(CancellationToken cancellationToken)
    {
        proving = ProveUntilTheEndAsync();
        return feed is SingleFeed single ? single.BeginAsync(cancellationToken) : Task.CompletedTask;
    }

    public Task<IReadOnlyList<IDelivery>> ResumeAsync(IReadOnlyList<ResumedRun> runs, CancellationToken cancellationToken) =>
        runs.Count == 0 ? Task.FromResult<IReadOnlyList<IDelivery>>([]) : throw new NotSupportedException();

    public async Task<IDelivery> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var arrival = await feed.NextAsync(cancellationToken);
            if (await IsSafeAsync(arrival))
            {
                var job = MessageReader.Read(arrival.Generation.Queue, arrival.Properties, arrival.Body, NewId);
                var delivery = new RabbitDelivery(arrival, job, settler, sources.First(source => source.Queue == job.Queue));
                outstanding[delivery] = true;
                _ = delivery.Over.ContinueWith(_ => outstanding.TryRemove(delivery, out var _), TaskScheduler.Default);
                return delivery;
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
        await end.CancelAsync();
        await proving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        end.Dispose();
        foreach (var source in sources)
        {
            await source.DisposeAsync();
        }

        await consuming.DisposeAsync();
    }

    // Nobody renews while no job runs: the newest proof may be old, and a job must not start on borrowed time.
    private async Task<bool> IsSafeAsync(Arrival arrival)
    {
        while (arrival.Generation.IsAlive && consuming.SafeUntil - BootClock.Now < consuming.RenewEvery * 2)
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

    // A proof that cannot be had is asked for again; meanwhile the runners keep the earlier deadline.
    private async Task ProveUntilTheEndAsync()
    {
        while (!end.IsCancellationRequested)
        {
            await Task.Delay(consuming.RenewEvery, consuming.Time, end.Token);
            try
            {
                await consuming.ProveAsync(end.Token);
                foreach (var delivery in outstanding.Keys.Where(delivery => !delivery.Lost.IsCancellationRequested))
                {
                    delivery.Prove(consuming.SafeUntil);
                }
            }
            catch (TransportException)
            {
            }
        }
    }

    private string NewId() => Guid.CreateVersion7(consuming.Time.GetUtcNow()).ToString();
}
