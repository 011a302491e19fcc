using System.Collections.Concurrent;
using Haulbeat.Custody;
using Haulbeat.Receiving;
using Haulbeat.Settling;
using Haulbeat.Sqlite.Queries;
using Haulbeat.Sqlite.Storage;

namespace Haulbeat.Sqlite;

/// <summary>Hands out jobs from the file to one worker.</summary>
internal sealed class SqliteReceiver(Store store, ChangeWatch changes, ReceiveOptions options, long number, TimeProvider time) : IReceiver
{
    private readonly Lease lease = Lease.Of(number, options);
    private readonly string queues = HeaderText.WriteNames(options.Queues);
    private readonly Trouble trouble = new(options.Reporter, time);
    private readonly ConcurrentDictionary<SqliteDelivery, bool> outstanding = new();
    private readonly CancellationTokenSource end = new();
    private Task renewing = Task.CompletedTask;
    private Task<Claim?>? claiming;
    private bool stopped;

    /// <summary>Begins to renew the lease.</summary>
    public void Begin() => renewing = RenewUntilTheEndAsync();

    public Task<IReadOnlyList<IDelivery>> ResumeAsync(IReadOnlyList<ResumedRun> runs, CancellationToken cancellationToken) =>
        runs.Count == 0 ? Task.FromResult<IReadOnlyList<IDelivery>>([]) : throw new NotSupportedException();

    public async Task<IDelivery> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var change = changes.Next;
            if (!stopped && await trouble.OutlastAsync(() => ClaimAsync(cancellationToken), cancellationToken) is { } claim)
            {
                return HandOut(claim);
            }

            await WaitForWorkAsync(change, cancellationToken);
        }
    }

    public async Task<bool> IsEmptyAsync(CancellationToken cancellationToken) =>
        (claiming is null || await claiming.WaitAsync(cancellationToken) is null)
        && !await IsAnyAsync(cancellationToken);

    /// <summary>Renews the lease, for all jobs at once, and finds out which were lost.</summary>
    public async Task RenewAsync(CancellationToken cancellationToken)
    {
        var candidates = outstanding.Keys;
        var (safeUntil, held) = await store.WriteAsync(session =>
        {
            var now = BootClock.Now;
            Leasing.Renew(session, lease, now);
            return (lease.SafeUntil(now), Leasing.Held(session, number));
        }).WaitAsync(cancellationToken);
        LoseAllBut(held, candidates);
        foreach (var delivery in candidates.Where(delivery => !delivery.Lost.IsCancellationRequested))
        {
            delivery.Extend(safeUntil);
        }
    }

    public async Task StopAsync()
    {
        stopped = true;
        if (Interlocked.Exchange(ref claiming, null) is { } pending && await pending is { } claim)
        {
            await store.WriteDurablyAsync(session => Ending.Release(session, number, claim));
        }

        await store.WriteAsync(session => Leasing.StopTaking(session, number));
    }

    /// <summary>Settles, and tries again for as long as the disk is full or broken: the job's work is worth the wait.</summary>
    public async Task<bool> SettleAsync(SqliteDelivery delivery, Settlement settlement, CancellationToken cancellationToken)
    {
        // Before the write: a renewal that does not find the settled job any more must not call it lost.
        outstanding.TryRemove(delivery, out _);
        var settled = await trouble.OutlastAsync(
            () => store.WriteDurablyAsync(session => Ending.Settle(session, number, delivery.Claim, settlement, time.GetUtcNow())).WaitAsync(cancellationToken),
            cancellationToken);
        if (!settled)
        {
            delivery.Lose();
        }

        return settled;
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        end.Dispose();
        try
        {
            await StopAsync();
            await store.WriteAsync(session => Leasing.Leave(session, number));
        }
        catch (TransportException)
        {
            // The file is out of order, and the next one to open it tidies up.
        }
    }

    // A renewal that fails is tried again at the next turn; meanwhile the runners keep the earlier deadline.
    private async Task RenewUntilTheEndAsync()
    {
        using var timer = new PeriodicTimer(lease.RenewEvery, time);
        while (await timer.WaitForNextTickAsync(end.Token))
        {
            try
            {
                await RenewAsync(end.Token);
            }
            catch (TransportException)
            {
            }
        }
    }

    /// <summary>Claims. A claim goes on when the wait for it is cancelled; the next call gets what came of it.</summary>
    private async Task<Claim?> ClaimAsync(CancellationToken cancellationToken)
    {
        if (claiming is { } begun && await FinishAsync(begun, cancellationToken) is { } claim)
        {
            return claim;
        }

        claiming = store.WriteAsync(session => Claiming.Next(session, lease, queues, time.GetUtcNow()));
        return await FinishAsync(claiming, cancellationToken);
    }

    private async Task<Claim?> FinishAsync(Task<Claim?> begun, CancellationToken cancellationToken)
    {
        try
        {
            var claim = await begun.WaitAsync(cancellationToken);
            claiming = null;
            return claim;
        }
        catch (TransportException)
        {
            claiming = null;
            throw;
        }
    }

    private async Task WaitForWorkAsync(Task change, CancellationToken cancellationToken)
    {
        do
        {
            await changes.WaitAsync(change, cancellationToken);
            change = changes.Next;
        }
        while (stopped || !await trouble.OutlastAsync(() => IsAnyAsync(cancellationToken), cancellationToken));
    }

    private Task<bool> IsAnyAsync(CancellationToken cancellationToken) =>
        store.ReadAsync(session => Claiming.IsAny(session, number, queues), cancellationToken);

    private SqliteDelivery HandOut(Claim claim)
    {
        var delivery = new SqliteDelivery(this, claim);
        outstanding.TryAdd(delivery, true);
        return delivery;
    }

    private void LoseAllBut(HashSet<(long Number, int Run)> held, IEnumerable<SqliteDelivery> candidates)
    {
        foreach (var delivery in candidates.Where(delivery => !held.Contains((delivery.Claim.Number, delivery.Job.Run))))
        {
            if (outstanding.TryRemove(delivery, out _))
            {
                delivery.Lose();
            }
        }
    }
}
