using Haulbeat.Custody;
using Haulbeat.Receiving;
using Haulbeat.Settling;
using Haulbeat.Sqlite.Queries;
using Haulbeat.Sqlite.Storage;

namespace Haulbeat.Sqlite;

/// <summary>Hands out jobs from the file to one worker.</summary>
internal sealed class SqliteReceiver : IReceiver
{
    private readonly Store store;
    private readonly ChangeWatch changes;
    private readonly Lease lease;
    private readonly TimeProvider time;
    private readonly Trouble trouble;
    private readonly Outstanding outstanding = new();
    private readonly Claimer claimer;
    private readonly Renewal renewal;
    private bool stopped;

    public SqliteReceiver(Store store, ChangeWatch changes, ReceiveOptions options, long number, TimeProvider time)
    {
        (this.store, this.changes, this.time) = (store, changes, time);
        lease = Lease.Of(number, options);
        trouble = new Trouble(options.Reporter, time);
        claimer = new Claimer(store, lease, HeaderText.WriteNames(options.Queues), time);
        renewal = new Renewal(store, lease, outstanding, options.Reporter, time);
    }

    /// <summary>Begins to renew the lease.</summary>
    public void Begin() => renewal.Begin();

    public async Task<IReadOnlyList<IDelivery>> ResumeAsync(IReadOnlyList<ResumedRun> runs, CancellationToken cancellationToken)
    {
        var (numbers, safeUntil) = await trouble.OutlastAsync(
            () => store.WriteDurablyAsync(session => Resume(session, runs)).WaitAsync(cancellationToken),
            cancellationToken);
        return [.. runs.Zip(numbers, (run, number) => number > 0 ? HandOut(new Claim(number, run.Job, safeUntil)) : Lost(run))];
    }

    public async Task<IDelivery> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var change = changes.Next;
            if (!stopped && await trouble.OutlastAsync(() => claimer.NextAsync(cancellationToken), cancellationToken) is { } claim)
            {
                return HandOut(claim);
            }

            await WaitForWorkAsync(change, cancellationToken);
        }
    }

    public async Task<bool> IsEmptyAsync(CancellationToken cancellationToken) =>
        !await claimer.IsAnyInHandAsync(cancellationToken) && !await claimer.IsAnyAsync(cancellationToken);

    /// <summary>Renews the lease now.</summary>
    public Task RenewAsync(CancellationToken cancellationToken) => renewal.RenewAsync(cancellationToken);

    /// <remarks>What is outstanding gets a full lease once more: whoever ends now may leave it to the next worker.</remarks>
    public async Task StopAsync()
    {
        stopped = true;
        await claimer.PutBackAsync();
        await store.WriteAsync(session => Leasing.StopTaking(session, lease.Receiver));
        if (!outstanding.IsEmpty)
        {
            await renewal.RenewAsync(CancellationToken.None);
        }
    }

    /// <summary>Settles, and tries again for as long as the disk is full or broken: the job's work is worth the wait.</summary>
    public async Task<bool> SettleAsync(SqliteDelivery delivery, Settlement settlement, CancellationToken cancellationToken)
    {
        // Before the write: a renewal that does not find the settled job any more must not call it lost.
        outstanding.Remove(delivery);
        var settled = await trouble.OutlastAsync(
            () => store.WriteDurablyAsync(session => Ending.Settle(session, lease.Receiver, delivery.Claim, settlement, time.GetUtcNow())).WaitAsync(cancellationToken),
            cancellationToken);
        if (!settled)
        {
            delivery.Lose();
        }

        return settled;
    }

    /// <remarks>The receiver's row stays while jobs are in its custody: the next worker of this name takes them over, or others do when the lease is over.</remarks>
    public async ValueTask DisposeAsync()
    {
        await renewal.DisposeAsync();
        try
        {
            await StopAsync();
            await store.WriteAsync(session => Leasing.Leave(session, lease.Receiver));
        }
        catch (TransportException)
        {
            // The file is out of order, and the next one to open it tidies up.
        }
    }

    private (long[] Numbers, BootInstant SafeUntil) Resume(Session session, IReadOnlyList<ResumedRun> runs)
    {
        var now = BootClock.Now;
        Leasing.Renew(session, lease, now);
        return (Resuming.Resume(session, lease.Receiver, runs, time.GetUtcNow()), lease.SafeUntil(now));
    }

    private async Task WaitForWorkAsync(Task change, CancellationToken cancellationToken)
    {
        do
        {
            await changes.WaitAsync(change, cancellationToken);
            change = changes.Next;
        }
        while (stopped || !await trouble.OutlastAsync(() => claimer.IsAnyAsync(cancellationToken), cancellationToken));
    }

    private SqliteDelivery HandOut(Claim claim)
    {
        var delivery = new SqliteDelivery(this, claim);
        outstanding.Add(delivery);
        return delivery;
    }

    private SqliteDelivery Lost(ResumedRun run)
    {
        var delivery = new SqliteDelivery(this, new Claim(0, run.Job, BootInstant.Past));
        delivery.Lose();
        return delivery;
    }
}
