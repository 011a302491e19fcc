using System.Collections.Concurrent;
using Haulbeat.Jobs;
using Haulbeat.Sqlite.Queries;
using Haulbeat.Sqlite.Storage;

namespace Haulbeat.Sqlite.Receiving;

/// <summary>The deliveries of a receiver that are neither settled nor lost. Renews their lease, which is the receiver's, until it is disposed of.</summary>
internal sealed class LeasedDeliveries(Store store, ReceiverLease lease, StoreRetry retry, IReporter reporter, TimeProvider time) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<SqliteDelivery, bool> deliveries = new();
    private readonly CancellationTokenSource end = new();
    private Task renewing = Task.CompletedTask;

    public bool IsEmpty => deliveries.IsEmpty;

    /// <summary>Those of this moment.</summary>
    public ICollection<SqliteDelivery> Now => deliveries.Keys;

    public void Begin() => renewing = RenewUntilTheEndAsync();

    public void Add(SqliteDelivery delivery) => deliveries.TryAdd(delivery, true);

    public bool Remove(SqliteDelivery delivery) => deliveries.TryRemove(delivery, out _);

    /// <summary>Renews the lease, for all deliveries at once, and finds out which were lost.</summary>
    /// <returns>How many deliveries are safe for another lease.</returns>
    /// <remarks>Until this has succeeded, the runners keep the earlier deadline: a disk that fails or hangs prolongs nothing.</remarks>
    public async Task<int> RenewAsync(CancellationToken cancellationToken)
    {
        var candidates = Now;
        var since = time.GetTimestamp();
        var (safeUntil, runs) = await store.WriteAsync(Renew).WaitAsync(cancellationToken).ConfigureAwait(false);
        var took = time.GetElapsedTime(since);
        return candidates.Count(delivery => Extend(delivery, runs, safeUntil, took));
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync().ConfigureAwait(false);
        await renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        end.Dispose();
    }

    private async Task RenewUntilTheEndAsync()
    {
        using var timer = new PeriodicTimer(lease.Terms.RenewEvery(ackTimeout: null), time);
        while (await timer.WaitForNextTickAsync(end.Token).ConfigureAwait(false))
        {
            await retry.RunAsync(() => RenewAsync(end.Token), end.Token).ConfigureAwait(false);
        }
    }

    // The clock is read before anything is written: what the file says ends no earlier than what the runners are told.
    private (BootInstant SafeUntil, HashSet<(long Number, int Run)> Runs) Renew(Session session)
    {
        var safeUntil = lease.Renew(session, BootClock.Now);
        return (safeUntil, Receivers.LeasedRuns(session, lease.Receiver));
    }

    private bool Extend(SqliteDelivery delivery, HashSet<(long Number, int Run)> runs, BootInstant safeUntil, TimeSpan took)
    {
        if (runs.Contains((delivery.Taken.Number, delivery.Job.Run)))
        {
            var left = delivery.Term.SafeUntil - BootClock.Now;
            delivery.Extend(safeUntil);
            reporter.Report(new WorkerEvent.Renewed(delivery.Job, took) { Left = left });
            return true;
        }

        if (Remove(delivery))
        {
            delivery.Lose();
        }

        return false;
    }
}
