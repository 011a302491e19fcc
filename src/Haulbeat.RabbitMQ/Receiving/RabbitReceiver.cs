using System.Collections.Concurrent;
using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.RabbitMQ.Leases;
using Haulbeat.Transports;
using Haulbeat.Worker;

namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>Hands out the jobs of some queues.</summary>
internal sealed class RabbitReceiver : IJobReceiver
{
    private readonly Inbox inbox = new();
    private readonly WorkerLeases office;
    private readonly ConsumingConnection consuming;
    private readonly LeaseRenewals keeper;
    private readonly Slots slots;
    private readonly QueueSource[] sources;
    private readonly RequeuedJobs returns;
    private readonly IFeed feed;
    private readonly OwnershipChecks admission;
    private readonly ConcurrentQueue<RabbitDelivery> ready = new();
    private readonly CancellationTokenSource stopped = new();
    private int begun;
    private int isDisposed;

    public RabbitReceiver(ConsumingConnection consuming, WorkerLeases office)
    {
        (this.consuming, this.office) = (consuming, office);
        slots = new Slots(office.Options.Slots, inbox.Wake);
        var factory = new SourceFactory(office, inbox, slots, OnEnded);
        string[] queues = [.. office.Options.Queues.Distinct(StringComparer.Ordinal)];
        sources = [.. queues.Select(factory.ForJobs)];
        returns = new RequeuedJobs(office.CanLease ? [.. queues.Select(factory.ForRequeued)] : [], inbox, office.Time);
        feed = sources is [var only] ? new SingleFeed(only, returns, inbox, slots) : new SharedFeed(sources, returns, inbox, slots);
        admission = new OwnershipChecks(office, slots, OnReady, OnGone);
        keeper = new LeaseRenewals(office, returns);
    }

    /// <summary>Begins to receive, unless an earlier worker's runs are to be taken up first.</summary>
    public Task BeginAsync(CancellationToken cancellationToken)
    {
        keeper.Begin();
        return office.Options.StateDirectory is null ? BeginReceivingAsync(cancellationToken) : Task.CompletedTask;
    }

    public async Task<IReadOnlyList<IDelivery>> ReattachAsync(IReadOnlyList<ResumedRun> runs, CancellationToken cancellationToken)
    {
        List<IDelivery> deliveries = [.. runs.Select(Resume)];
        await BeginReceivingAsync(cancellationToken);
        return deliveries;
    }

    public async Task<IDelivery> ReceiveAsync(SlotPermit permit, CancellationToken cancellationToken)
    {
        await BeginReceivingAsync(cancellationToken);
        while (true)
        {
            if (ready.TryDequeue(out var delivery))
            {
                return delivery;
            }

            if (await feed.NextAsync(cancellationToken) is { } received && await admission.AdmitAsync(received, stopped.Token) is { } admitted)
            {
                return admitted;
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

        return inbox.Count == 0 && ready.IsEmpty && admission.Pending == 0 && await returns.IsEmptyAsync(cancellationToken);
    }

    public async Task StopAsync()
    {
        foreach (var source in sources)
        {
            await source.StopAsync();
        }

        await returns.StopAsync();
        await stopped.CancelAsync();
        await inbox.ReturnAllAsync(leave: 0);
        await ReleaseReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isDisposed, 1) == 1)
        {
            return;
        }

        await stopped.CancelAsync();
        returns.Dispose();
        await keeper.DisposeAsync();
        foreach (var source in sources)
        {
            await source.DisposeAsync();
        }

        await consuming.DisposeAsync();
        stopped.Dispose();
    }

    private async Task BeginReceivingAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref begun, 1) == 0)
        {
            await keeper.ReceiveCopiesAsync(cancellationToken);
            returns.Begin();
            if (feed is SingleFeed single && !office.CanLease)
            {
                await single.BeginAsync(cancellationToken);
            }
        }
    }

    private RabbitDelivery Resume(ResumedRun run)
    {
        var terms = office.Terms;
        var sentAt = terms.SentBy(run.Term.SurvivesUntil, BootClock.Now);
        var chain = new LeaseState(new LeaseVersion(run.Job.Run, 0, office.Owner.Id), sentAt, terms, office.HasLog);
        if (!run.Term.IsLeased || !office.CanLease)
        {
            chain.Lose();
        }

        return admission.Resume(run, chain);
    }

    private void OnReady(RabbitDelivery delivery)
    {
        ready.Enqueue(delivery);
        if (stopped.IsCancellationRequested)
        {
            _ = ReleaseReadyAsync();
        }

        inbox.Wake();
    }

    private async Task ReleaseReadyAsync()
    {
        while (ready.TryDequeue(out var delivery))
        {
            await delivery.SettleAsync(new Haulbeat.Jobs.Settlement.Requeue(), CancellationToken.None);
        }
    }

    private void OnGone(Slot slot, ReceivedMessage received)
    {
        slot.Free();
        inbox.Wake();
    }

    private void OnEnded(SessionEnding ending)
    {
        keeper.OnEnded(ending);
        returns.Due();
        inbox.Wake();
    }
}
