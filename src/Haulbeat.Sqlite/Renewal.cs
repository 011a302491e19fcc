using Haulbeat.Jobs;
using Haulbeat.Sqlite.Queries;
using Haulbeat.Sqlite.Storage;

namespace Haulbeat.Sqlite;

/// <summary>Renews a receiver's lease until the receiver ends.</summary>
internal sealed class Renewal(Store store, Lease lease, Outstanding outstanding, Trouble trouble, IReporter reporter, TimeProvider time) : IAsyncDisposable
{
    private readonly CancellationTokenSource end = new();
    private Task renewing = Task.CompletedTask;

    public void Begin() => renewing = RenewUntilTheEndAsync();

    /// <summary>Renews the lease, for all jobs at once, and finds out which were lost.</summary>
    /// <returns>How many deliveries are safe for another lease.</returns>
    /// <remarks>Until this has succeeded, the runners keep the earlier deadline: a disk that fails or hangs prolongs nothing.</remarks>
    public async Task<int> RenewAsync(CancellationToken cancellationToken)
    {
        var candidates = outstanding.Now;
        var since = time.GetTimestamp();
        var (safeUntil, held) = await store.WriteAsync(Renew).WaitAsync(cancellationToken);
        var took = time.GetElapsedTime(since);
        return candidates.Count(delivery => Extend(delivery, held, safeUntil, took));
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        end.Dispose();
    }

    private async Task RenewUntilTheEndAsync()
    {
        using var timer = new PeriodicTimer(lease.RenewEvery, time);
        while (await timer.WaitForNextTickAsync(end.Token))
        {
            await trouble.OutlastAsync(() => RenewAsync(end.Token), end.Token);
        }
    }

    // The clock is read before anything is written: what the file says ends no earlier than what the runners are told.
    private (BootInstant SafeUntil, HashSet<(long Number, int Run)> Held) Renew(Session session)
    {
        var now = BootClock.Now;
        Leasing.Renew(session, lease, now);
        return (lease.SafeUntil(now), Leasing.Held(session, lease.Receiver));
    }

    private bool Extend(SqliteDelivery delivery, HashSet<(long Number, int Run)> held, BootInstant safeUntil, TimeSpan took)
    {
        if (held.Contains((delivery.Claim.Number, delivery.Job.Run)))
        {
            delivery.Extend(safeUntil);
            reporter.Report(new WorkerEvent.Renewed(delivery.Job, took));
            return true;
        }

        if (outstanding.Remove(delivery))
        {
            delivery.Lose();
        }

        return false;
    }
}
