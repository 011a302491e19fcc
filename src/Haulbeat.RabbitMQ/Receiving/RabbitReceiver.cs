using System.Collections.Concurrent;
using Haulbeat.Custody;
using Haulbeat.Custody.Protocol;
using Haulbeat.RabbitMQ.Connection;
using Haulbeat.RabbitMQ.Custody;
using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Receiving;

namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>Hands out the jobs of some queues.</summary>
internal sealed class RabbitReceiver : IReceiver
{
    private readonly Inbox inbox = new();
    private readonly CustodyOffice office;
    private readonly ConsumingConnection consuming;
    private readonly CustodyKeeper keeper;
    private readonly Slots slots;
    private readonly QueueSource[] sources;
    private readonly Returns returns;
    private readonly IFeed feed;
    private readonly Admission admission;
    private readonly ConcurrentQueue<RabbitDelivery> ready = new();
    private readonly CancellationTokenSource stopped = new();
    private int begun;
    private int isDisposed;

    public RabbitReceiver(ConsumingConnection consuming, CustodyOffice office)
    {
        (this.consuming, this.office) = (consuming, office);
        slots = new Slots(office.Options.Slots, inbox.Wake);
        var factory = new SourceFactory(office, inbox, slots, OnEnded);
        string[] queues = [.. office.Options.Queues.Distinct(StringComparer.Ordinal)];
        sources = [.. queues.Select(factory.ForJobs)];
        returns = new Returns(office.CanClaim ? [.. queues.Select(factory.ForReturned)] : [], inbox, office.Time);
        feed = sources is [var only] ? new SingleFeed(only, returns, inbox, slots) : new SharedFeed(sources, returns, inbox, slots);
        admission = new Admission(office, slots, OnReady, OnGone);
        keeper = new CustodyKeeper(office, returns);
    }

    /// <summary>Begins to receive, unless an earlier worker's runs are to be taken up first.</summary>
    public Task BeginAsync(CancellationToken cancellationToken)
    {
        keeper.Begin();
        return office.Options.StateDirectory is null ? BeginReceivingAsync(cancellationToken) : Task.CompletedTask;
    }

    public async Task<IReadOnlyList<IDelivery>> ResumeAsync(IReadOnlyList<ResumedRun> runs, CancellationToken cancellationToken)
    {
        List<IDelivery> deliveries = [.. runs.Select(Resume)];
        await BeginReceivingAsync(cancellationToken);
        return deliveries;
    }

    public async Task<IDelivery> NextAsync(CancellationToken cancellationToken)
    {
        await BeginReceivingAsync(cancellationToken);
        while (true)
        {
            if (ready.TryDequeue(out var delivery))
            {
                return delivery;
            }

            if (await feed.NextAsync(cancellationToken) is { } arrival && await admission.AdmitAsync(arrival, stopped.Token) is { } admitted)
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
            if (feed is SingleFeed single && !office.CanClaim)
            {
                await single.BeginAsync(cancellationToken);
            }
        }
    }

    private RabbitDelivery Resume(ResumedRun run)
    {
        var terms = office.Terms;
        var sentAt = terms.SentBy(run.Term.SurvivesUntil, BootClock.Now);
        var chain = new CopyChain(new CopyNumber(run.Job.Run, 0, office.Holder.Id), sentAt, terms, office.HasLog);
        if (!run.Term.IsClaimed || !office.CanClaim)
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
            await delivery.SettleAsync(new Haulbeat.Settling.Settlement.Release(), CancellationToken.None);
        }
    }

    private void OnGone(Slot slot, Arrival arrival)
    {
        slot.Free();
        inbox.Wake();
    }

    private void OnEnded(GenerationEnding ending)
    {
        keeper.OnEnded(ending);
        returns.Due();
        inbox.Wake();
    }
}
