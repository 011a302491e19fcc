using Haulbeat.Sqlite.Queries;
using Haulbeat.Sqlite.Storage;
using Haulbeat.Transports;

namespace Haulbeat.Sqlite;

/// <summary>Claims one job after another for a receiver. A lease goes on when the wait for it is cancelled; the next wait gets what came of it.</summary>
internal sealed class Claimer(Store store, Lease lease, string queues, TimeProvider time)
{
    private Task<Claim?>? claiming;

    /// <summary>The next job, or null if there is none.</summary>
    public async Task<Claim?> NextAsync(CancellationToken cancellationToken)
    {
        if (claiming is { } begun && await FinishAsync(begun, cancellationToken) is { } claim)
        {
            return claim;
        }

        claiming = store.WriteAsync(session => Claiming.Next(session, lease, queues, time.GetUtcNow()));
        return await FinishAsync(claiming, cancellationToken);
    }

    /// <summary>Whether a lease that nobody waits for got a job.</summary>
    public async Task<bool> IsAnyInHandAsync(CancellationToken cancellationToken) =>
        claiming is not null && await claiming.WaitAsync(cancellationToken) is not null;

    /// <summary>Whether there is something to lease.</summary>
    public Task<bool> IsAnyAsync(CancellationToken cancellationToken) =>
        store.ReadAsync(session => Claiming.IsAny(session, lease.Receiver, queues), cancellationToken);

    /// <summary>Puts back what was leased and not asked for.</summary>
    public async Task PutBackAsync()
    {
        if (Interlocked.Exchange(ref claiming, null) is { } pending && await pending is { } claim)
        {
            await store.WriteDurablyAsync(session => Ending.PutBack(session, lease.Receiver, claim));
        }
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
}
