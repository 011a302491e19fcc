using Haulbeat.Jobs;
using Haulbeat.Policies;
using Haulbeat.Sqlite.Queries;
using Haulbeat.Sqlite.Storage;
using Haulbeat.Transports;

namespace Haulbeat.Sqlite.Receiving;

/// <summary>Hands out jobs from the file to one worker.</summary>
internal sealed class SqliteReceiver : IJobReceiver
{
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(3);

    private readonly Store store;
    private readonly ChangeWatch changes;
    private readonly ReceiveOptions options;
    private readonly ReceiverLease lease;
    private readonly TimeProvider time;
    private readonly StoreRetry retry;
    private readonly LeasedDeliveries leased;
    private readonly DeliverySettler settler;
    private readonly JobTaker taker;
    private readonly SemaphoreSlim turn = new(1);
    private readonly CancellationTokenSource stopping = new();
    private Task deadLettering = Task.CompletedTask;
    private volatile bool isTaking;

    public SqliteReceiver(Store store, ChangeWatch changes, ReceiveOptions options, long number, TimeProvider time)
    {
        (this.store, this.changes, this.options, this.time) = (store, changes, options, time);
        lease = ReceiverLease.Of(number, options);
        retry = new StoreRetry(options.Reporter, time);
        leased = new LeasedDeliveries(store, lease, retry, options.Reporter, time);
        settler = new DeliverySettler(store, lease, leased, retry, options.Reporter, time);
        taker = new JobTaker(store, lease, JsonColumns.WriteNames(options.Queues), time);
    }

    /// <summary>Begins to renew the lease.</summary>
    public void Begin() => leased.Begin();

    public async Task<IReadOnlyList<IDelivery>> ReattachAsync(IReadOnlyList<ResumedRun> runs, CancellationToken cancellationToken)
    {
        var (numbers, safeUntil) = await retry.RunAsync(
            () => store.WriteDurablyAsync(session => Reattach(session, runs)).WaitAsync(cancellationToken),
            cancellationToken).ConfigureAwait(false);
        return [.. runs.Zip(numbers, (run, number) => number > 0 ? HandOut(new TakenJob(number, run.Job, safeUntil)) : Lost(run))];
    }

    /// <remarks>One call looks for jobs, the others wait for their turn: if all looked at once, each job would cost a write for each of them.</remarks>
    public async Task<IDelivery> ReceiveAsync(SlotPermit permit, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping.Token);
        try
        {
            await turn.WaitAsync(either.Token).ConfigureAwait(false);
            try
            {
                return await TakeAsync(either.Token).ConfigureAwait(false);
            }
            finally
            {
                isTaking = false;
                turn.Release();
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The receiver has stopped: no job comes any more.
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    /// <remarks>The file first: a job that is taken after this look was seen by it, and one that was taken before is in hand.</remarks>
    public async Task<bool> IsEmptyAsync(CancellationToken cancellationToken) =>
        !await taker.IsAnyAsync(cancellationToken).ConfigureAwait(false) && !isTaking && !await taker.IsAnyInHandAsync(cancellationToken).ConfigureAwait(false) && deadLettering.IsCompleted;

    /// <summary>Renews the lease now.</summary>
    public Task RenewAsync(CancellationToken cancellationToken) => leased.RenewAsync(cancellationToken);

    /// <remarks>The deliveries get a full lease once more: a worker that ends now may leave them to the next one.</remarks>
    public async Task StopAsync()
    {
        await Task.WhenAny(deadLettering, Task.Delay(LongestGoodbye, time)).ConfigureAwait(false);
        await stopping.CancelAsync().ConfigureAwait(false);
        await turn.WaitAsync().ConfigureAwait(false);
        turn.Release();
        await deadLettering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await taker.PutBackAsync().ConfigureAwait(false);
        await store.WriteAsync(session => Receivers.StopTaking(session, lease.Receiver)).ConfigureAwait(false);
        if (!leased.IsEmpty)
        {
            await leased.RenewAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <remarks>The receiver's row stays while it has jobs: the next worker of this name takes them over, or others do when the lease is over.</remarks>
    public async ValueTask DisposeAsync()
    {
        await leased.DisposeAsync().ConfigureAwait(false);
        try
        {
            await StopAsync().ConfigureAwait(false);
            await store.WriteDurablyAsync(Leave).ConfigureAwait(false);
        }
        catch (TransportException)
        {
            // The file is out of order, and the next one to open it cleans up.
        }
    }

    private async Task<IDelivery> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var change = changes.Next;
            isTaking = true;
            await deadLettering.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (await retry.RunAsync(() => taker.NextAsync(cancellationToken), cancellationToken).ConfigureAwait(false) is not { } taken)
            {
                isTaking = false;
                await WaitForWorkAsync(change, cancellationToken).ConfigureAwait(false);
            }
            else if (InterruptionBudget.Judge(taken.Job, options.Interruptions) is { } outcome)
            {
                deadLettering = DeadLetterAsync(HandOut(taken), outcome);
            }
            else
            {
                return HandOut(taken);
            }
        }
    }

    private async Task WaitForWorkAsync(Task change, CancellationToken cancellationToken)
    {
        do
        {
            await changes.WaitAsync(change, cancellationToken).ConfigureAwait(false);
            change = changes.Next;
        }
        while (!await retry.RunAsync(() => taker.IsAnyAsync(cancellationToken), cancellationToken).ConfigureAwait(false));
    }

    // It goes on when the call that began it is cancelled, and the next call waits for it.
    private async Task DeadLetterAsync(SqliteDelivery delivery, Outcome.Interrupted outcome)
    {
        if (await delivery.SettleAsync(InterruptionBudget.Settle(outcome, options.Worker, time.GetUtcNow()), stopping.Token).ConfigureAwait(false))
        {
            options.Reporter.Report(new WorkerEvent.Dead(delivery.Job, outcome, outcome.Reason, TimeSpan.Zero));
        }
    }

    private (long[] Numbers, BootInstant SafeUntil) Reattach(Session session, IReadOnlyList<ResumedRun> runs)
    {
        var safeUntil = lease.Renew(session, BootClock.Now);
        return (Reattaching.Reattach(session, lease.Receiver, runs, time.GetUtcNow()), safeUntil);
    }

    private int Leave(Session session)
    {
        settler.SaveAll(session);
        return Receivers.Leave(session, lease.Receiver);
    }

    private SqliteDelivery HandOut(TakenJob taken)
    {
        var delivery = new SqliteDelivery(settler, taken, time);
        leased.Add(delivery);
        return delivery;
    }

    private SqliteDelivery Lost(ResumedRun run)
    {
        var delivery = new SqliteDelivery(settler, new TakenJob(0, run.Job, BootInstant.Past), time);
        delivery.Lose();
        return delivery;
    }
}
