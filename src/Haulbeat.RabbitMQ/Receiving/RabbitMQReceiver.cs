using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.Leases;
using Haulbeat.Transports;

namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>Hands out the jobs of some queues.</summary>
internal sealed class RabbitMQReceiver : IJobReceiver
{
    private static readonly TimeSpan LongestReturn = TimeSpan.FromSeconds(3);

    private readonly Lock gate = new();
    private readonly WorkerLeases leases;
    private readonly MessagePump pump;
    private readonly Inbox inbox;
    private readonly QueueSource[] sources;
    private readonly RequeuedQueues requeued;
    private readonly IMessageFeed feed;
    private readonly DeliveryStarter starter;
    private readonly CancellationTokenSource stopped = new();
    private Task? beginning;
    private int isDisposed;

    public RabbitMQReceiver(WorkerLeases leases)
    {
        this.leases = leases;
        var context = leases.Context;
        pump = new MessagePump(context.Time);
        inbox = new Inbox(OnWanted, pump.ShrinkSoon);
        var making = new QueueSources(context, inbox, pump, OnSessionEnded);
        string[] queues = [.. context.Options.Queues.Distinct(StringComparer.Ordinal)];
        sources = queues is [var single] ? [making.ForOnly(single)] : [.. queues.Select(making.ForOneOfSeveral)];
        requeued = new RequeuedQueues(context.Topology.CanLease ? [.. queues.Select(making.ForRequeued)] : [], context.Table, pump.Wake, context.Time);
        feed = sources is [var only] ? new SingleQueueFeed(only, requeued, inbox) : new SharedQueuesFeed(sources, requeued, inbox);
        starter = new DeliveryStarter(leases);
    }

    /// <summary>Begins to receive, unless the runs of an earlier worker are to be reattached first.</summary>
    public Task BeginAsync(CancellationToken cancellationToken) =>
        leases.Context.Options.StateDirectory is null ? BeginReceivingAsync(cancellationToken) : Task.CompletedTask;

    public async Task<IReadOnlyList<IDelivery>> ReattachAsync(IReadOnlyList<ResumedRun> runs, CancellationToken cancellationToken)
    {
        List<IDelivery> deliveries = [.. runs.Select(leases.Resume)];
        await BeginReceivingAsync(cancellationToken).ConfigureAwait(false);
        return deliveries;
    }

    public async Task<IDelivery> ReceiveAsync(SlotPermit permit, CancellationToken cancellationToken)
    {
        await BeginReceivingAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            if (await StartAsync(await inbox.TakeAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false) is { } delivery)
            {
                return delivery;
            }
        }
    }

    public async Task<bool> IsEmptyAsync(CancellationToken cancellationToken)
    {
        foreach (var source in sources)
        {
            if (!await source.IsEmptyAsync(cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }

        return await requeued.IsEmptyAsync(cancellationToken).ConfigureAwait(false) && inbox.IsIdle;
    }

    public async Task StopAsync()
    {
        await pump.StopAsync().ConfigureAwait(false);
        foreach (var source in sources)
        {
            await source.StopAsync().ConfigureAwait(false);
        }

        await requeued.StopAsync().ConfigureAwait(false);
        await stopped.CancelAsync().ConfigureAwait(false);
        // A dead letter that is being published may take as long as the broker does.
        await Task.WhenAny(inbox.RequeueAllAsync(), Task.Delay(LongestReturn, leases.Context.Time)).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isDisposed, 1) == 1)
        {
            return;
        }

        await stopped.CancelAsync().ConfigureAwait(false);
        await pump.DisposeAsync().ConfigureAwait(false);
        await leases.DisposeAsync().ConfigureAwait(false);
        foreach (var source in sources)
        {
            await source.DisposeAsync().ConfigureAwait(false);
        }

        await requeued.CloseAsync().ConfigureAwait(false);
        await leases.Context.Consuming.DisposeAsync().ConfigureAwait(false);
        stopped.Dispose();
    }

    // An ownership check may take two heartbeats. If its call is cancelled it goes on, and the next call gets what comes of it.
    private async Task<IDelivery?> StartAsync(Incoming incoming, CancellationToken cancellationToken)
    {
        var starting = incoming.StartAsync(received => starter.StartAsync(received, stopped.Token));
        var isGivenBack = false;
        try
        {
            return await starting.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            isGivenBack = true;
            PutBack(incoming);
            throw;
        }
        finally
        {
            if (!isGivenBack)
            {
                inbox.Done();
            }
        }
    }

    private void PutBack(Incoming incoming)
    {
        inbox.PutBack(incoming);
        if (stopped.IsCancellationRequested)
        {
            _ = inbox.RequeueAllAsync();
        }
    }

    private Task BeginReceivingAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return (beginning ??= BeginOnceAsync()).WaitAsync(cancellationToken);
        }
    }

    private async Task BeginOnceAsync()
    {
        await leases.ConsumeAsync(stopped.Token).ConfigureAwait(false);
        // A worker that can't lease may not be allowed to read its queue either: it is told so before it takes a job.
        if (feed is SingleQueueFeed single && !leases.Context.Topology.CanLease)
        {
            await single.TryAsync(stopped.Token).ConfigureAwait(false);
        }

        requeued.Begin();
        pump.Start(feed, inbox);
    }

    // Mostly the consumer brings the next message by itself. Whatever stops it wakes the pump.
    private void OnWanted()
    {
        if (!feed.HasAskedForAll)
        {
            pump.Wake();
        }
    }

    private void OnSessionEnded(SessionEnding ending)
    {
        leases.OnSessionEnded(ending);
        requeued.LookSoon();
        pump.Wake();
    }
}
