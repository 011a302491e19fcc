using Haulbeat.Jobs;
using Haulbeat.Policies;
using Haulbeat.Runner.RunnerProtocol;
using Haulbeat.Sqlite.Queries;
using Haulbeat.Sqlite.Storage;
using Haulbeat.Transports;

namespace Haulbeat.Sqlite;

/// <summary>Hands out jobs from the file to one worker.</summary>
internal sealed class SqliteReceiver : IJobReceiver
{
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(3);

    private readonly Store store;
    private readonly ChangeWatch changes;
    private readonly ReceiveOptions options;
    private readonly Lease lease;
    private readonly TimeProvider time;
    private readonly Trouble trouble;
    private readonly Outstanding outstanding = new();
    private readonly Claimer claimer;
    private readonly Renewal renewal;
    private readonly Settler settler;
    private readonly CancellationTokenSource stopping = new();
    private Task burying = Task.CompletedTask;

    public SqliteReceiver(Store store, ChangeWatch changes, ReceiveOptions options, long number, TimeProvider time)
    {
        (this.store, this.changes, this.options, this.time) = (store, changes, options, time);
        lease = Lease.Of(number, options);
        trouble = new Trouble(options.Reporter, time);
        claimer = new Claimer(store, lease, HeaderText.WriteNames(options.Queues), time);
        renewal = new Renewal(store, lease, outstanding, trouble, options.Reporter, time);
        settler = new Settler(store, lease, outstanding, trouble, options.Reporter, time);
    }

    /// <summary>Begins to renew the lease.</summary>
    public void Begin() => renewal.Begin();

    public async Task<IReadOnlyList<IDelivery>> ReattachAsync(IReadOnlyList<ResumedRun> runs, CancellationToken cancellationToken)
    {
        var (numbers, safeUntil) = await trouble.OutlastAsync(
            () => store.WriteDurablyAsync(session => Resume(session, runs)).WaitAsync(cancellationToken),
            cancellationToken);
        return [.. runs.Zip(numbers, (run, number) => number > 0 ? HandOut(new Claim(number, run.Job, safeUntil)) : Lost(run))];
    }

    public async Task<IDelivery> ReceiveAsync(SlotPermit permit, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await burying.WaitAsync(cancellationToken);
            var change = changes.Next;
            if (stopping.IsCancellationRequested || await trouble.OutlastAsync(() => claimer.NextAsync(cancellationToken), cancellationToken) is not { } claim)
            {
                await WaitForWorkAsync(change, cancellationToken);
            }
            else if (InterruptionBudget.Judge(claim.Job, options) is { } outcome)
            {
                burying = DeadLetterAsync(HandOut(claim), outcome);
            }
            else
            {
                return HandOut(claim);
            }
        }
    }

    public async Task<bool> IsEmptyAsync(CancellationToken cancellationToken) =>
        burying.IsCompleted && !await claimer.IsAnyInHandAsync(cancellationToken) && !await claimer.IsAnyAsync(cancellationToken);

    /// <summary>Renews the lease now.</summary>
    public Task RenewAsync(CancellationToken cancellationToken) => renewal.RenewAsync(cancellationToken);

    /// <remarks>What is outstanding gets a full lease once more: whoever ends now may leave it to the next worker.</remarks>
    public async Task StopAsync()
    {
        await Task.WhenAny(burying, Task.Delay(LongestGoodbye, time));
        await stopping.CancelAsync();
        await burying.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await claimer.PutBackAsync();
        await store.WriteAsync(session => Leasing.StopTaking(session, lease.Receiver));
        if (!outstanding.IsEmpty)
        {
            await renewal.RenewAsync(CancellationToken.None);
        }
    }

    /// <remarks>The receiver's row stays while jobs are in its lease: the next worker of this name takes them over, or others do when the lease is over.</remarks>
    public async ValueTask DisposeAsync()
    {
        await renewal.DisposeAsync();
        try
        {
            await StopAsync();
            await store.WriteDurablyAsync(Detach);
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

    private int Detach(Session session)
    {
        settler.SaveAll(session);
        return Leasing.Detach(session, lease.Receiver);
    }

    // It goes on when the wait for the next job is cancelled, and the next wait waits for it.
    private async Task DeadLetterAsync(SqliteDelivery delivery, Outcome.Interrupted outcome)
    {
        if (await delivery.SettleAsync(InterruptionBudget.Settle(outcome, options, time.GetUtcNow()), stopping.Token))
        {
            options.Reporter.Report(new WorkerEvent.Dead(delivery.Job, outcome, outcome.Reason, TimeSpan.Zero));
        }
    }

    private async Task WaitForWorkAsync(Task change, CancellationToken cancellationToken)
    {
        do
        {
            await changes.WaitAsync(change, cancellationToken);
            change = changes.Next;
        }
        while (stopping.IsCancellationRequested || !await trouble.OutlastAsync(() => claimer.IsAnyAsync(cancellationToken), cancellationToken));
    }

    private SqliteDelivery HandOut(Claim claim)
    {
        var delivery = new SqliteDelivery(settler, claim, time);
        outstanding.Add(delivery);
        return delivery;
    }

    private SqliteDelivery Lost(ResumedRun run)
    {
        var delivery = new SqliteDelivery(settler, new Claim(0, run.Job, BootInstant.Past), time);
        delivery.Lose();
        return delivery;
    }
}
