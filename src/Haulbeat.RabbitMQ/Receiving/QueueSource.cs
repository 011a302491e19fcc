using Haulbeat.RabbitMQ.Connection;
using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Receiving;
using Haulbeat.Reporting;

namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>One queue to take jobs from: its channel, opened anew when it goes, its consumer, and single gets.</summary>
/// <remarks>Each queue has a channel of its own: what goes wrong with one queue costs no other queue's jobs.</remarks>
internal sealed class QueueSource(ConsumingConnection consuming, ReceiveOptions options, string queue, Inbox inbox) : IAsyncDisposable
{
    private readonly QueueDeclarer declarer = new(consuming.Address);
    private readonly QueueTrouble trouble = new(queue, options.Reporter, consuming.Time, inbox.Wake);
    private readonly SemaphoreSlim gate = new(1);
    private Generation? newest;
    private Subscription? subscription;
    private Task<Arrival?>? get;
    private bool stopped;

    public string Queue => queue;

    /// <summary>Consumes, unless it already does, or cannot and is to be tried later.</summary>
    public Task ConsumeAsync(ushort prefetch, CancellationToken cancellationToken) => ExclusivelyAsync(
        async generation =>
        {
            if (subscription is not { IsActive: true })
            {
                subscription = new Subscription(generation, inbox, prefetch);
                await subscription.StartAsync();
            }

            return null;
        },
        cancellationToken);

    /// <summary>Takes exactly one message, or null if there is none, or if the queue cannot be reached and is to be tried later.</summary>
    public Task<Arrival?> GetAsync(CancellationToken cancellationToken) => ExclusivelyAsync(
        async generation =>
        {
            // One that was given up waiting for is still under way and may bring a message: take it up again.
            get ??= GetAsync(generation);
            try
            {
                return await get.WaitAsync(cancellationToken) is { Generation.IsAlive: true } arrival ? arrival : null;
            }
            finally
            {
                get = get.IsCompleted ? null : get;
            }
        },
        cancellationToken);

    /// <summary>Consumes no more; what was on its way is in the inbox.</summary>
    public async Task PauseAsync()
    {
        await gate.WaitAsync();
        try
        {
            await PauseInsideAsync();
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Gives the message back, and does not consume just then: it would come straight back here, and others may be better off.</summary>
    /// <returns>False if custody was lost.</returns>
    public async Task<bool> ReleaseAsync(Arrival arrival)
    {
        await PauseAsync();
        var released = await arrival.Generation.RequeueAsync(arrival.Tag);
        inbox.Wake();
        return released;
    }

    /// <summary>Takes nothing any more.</summary>
    public async Task StopAsync()
    {
        Volatile.Write(ref stopped, true);
        await PauseAsync();
        if (get is { } under && await under.ContinueWith(get => get.IsCompletedSuccessfully ? get.Result : null, TaskScheduler.Default) is { } arrival)
        {
            inbox.Add(arrival);
        }
    }

    /// <summary>Whether the queue holds nothing, and nothing from it is on its way here.</summary>
    public async Task<bool> IsEmptyAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            return await CountAsync(cancellationToken) == 0 && get is null && await IsEmptyPausedAsync(cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (newest is { } generation)
        {
            await generation.DisposeAsync();
        }
    }

    // A delivery may be between the broker's count and our inbox: only an ended consumer has nothing on its way.
    private async Task<bool> IsEmptyPausedAsync(CancellationToken cancellationToken)
    {
        var paused = await PauseInsideAsync();
        try
        {
            return inbox.Count == 0 && await CountAsync(cancellationToken) == 0;
        }
        finally
        {
            if (paused is { } prefetch && newest is { IsAlive: true } generation)
            {
                subscription = new Subscription(generation, inbox, prefetch);
                await TryAsync(subscription.StartAsync);
            }
        }
    }

    private async Task<ushort?> PauseInsideAsync()
    {
        if (subscription is not { IsActive: true } active)
        {
            return null;
        }

        await TryAsync(active.StopAsync);
        return active.Prefetch;
    }

    private async Task<uint> CountAsync(CancellationToken cancellationToken) =>
        (await declarer.FindAsync(await consuming.GetAsync(cancellationToken), queue, cancellationToken))?.MessageCount ?? 0;

    private async Task<Arrival?> ExclusivelyAsync(Func<Generation, Task<Arrival?>> work, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (trouble.IsWaiting || Volatile.Read(ref stopped))
            {
                return null;
            }

            var arrival = await work(await OpenAsync(cancellationToken));
            trouble.Over();
            return arrival;
        }
        catch (Exception exception) when (exception is TransportException || BrokerRefusal.IsClosing(exception))
        {
            trouble.Note(exception as TransportException ?? Explain(exception));
            return null;
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<Generation> OpenAsync(CancellationToken cancellationToken)
    {
        if (newest is not { IsAlive: true })
        {
            await declarer.EnsureAsync(await consuming.GetAsync(cancellationToken), queue, options.Declare, cancellationToken);
            newest = await Generation.OpenAsync(consuming, queue, options.Reporter, inbox.Wake, cancellationToken);
        }

        return newest;
    }

    private async Task<Arrival?> GetAsync(Generation generation)
    {
        // Cannot be cancelled: the broker would deliver to nobody.
        var got = await generation.Channel.BasicGetAsync(queue, autoAck: false);
        return got is null ? null : new Arrival(generation, got.DeliveryTag, got.BasicProperties, got.Body);
    }

    private async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception exception) when (BrokerRefusal.IsClosing(exception))
        {
            trouble.Note(Explain(exception));
        }
    }

    private TransportException Explain(Exception exception) =>
        BrokerRefusal.Explain(exception, $"take jobs from the queue '{queue}'", consuming.Address, $"read on '{queue}'");
}
