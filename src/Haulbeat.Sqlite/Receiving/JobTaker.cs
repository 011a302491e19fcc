using Haulbeat.Sqlite.Queries;
using Haulbeat.Sqlite.Storage;
using Haulbeat.Transports;

namespace Haulbeat.Sqlite.Receiving;

/// <summary>Takes one job after another for a receiver. What is being taken when the wait for it is cancelled goes to the next call.</summary>
internal sealed class JobTaker(Store store, ReceiverLease lease, string queues, TimeProvider time)
{
    private Task<TakenJob?>? pending;

    /// <summary>The next job, or null if there is none. One call at a time.</summary>
    public async Task<TakenJob?> NextAsync(CancellationToken cancellationToken)
    {
        if (pending is { } begun && await FinishAsync(begun, cancellationToken).ConfigureAwait(false) is { } taken)
        {
            return taken;
        }

        pending = store.WriteAsync(session => Taking.Next(session, lease, queues, time.GetUtcNow()));
        return await FinishAsync(pending, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether a job was taken that no call has got.</summary>
    public async Task<bool> IsAnyInHandAsync(CancellationToken cancellationToken) =>
        pending is { } begun && await begun.WaitAsync(cancellationToken).ConfigureAwait(false) is not null;

    /// <summary>Whether there is a job to take.</summary>
    public Task<bool> IsAnyAsync(CancellationToken cancellationToken) =>
        store.ReadAsync(session => Taking.IsAny(session, lease.Receiver, queues), cancellationToken);

    /// <summary>Puts back what was taken and no call has got.</summary>
    public async Task PutBackAsync()
    {
        if (Interlocked.Exchange(ref pending, null) is { } begun && await begun.ConfigureAwait(false) is { } taken)
        {
            await store.WriteDurablyAsync(session => Settling.PutBack(session, lease.Receiver, taken)).ConfigureAwait(false);
        }
    }

    private async Task<TakenJob?> FinishAsync(Task<TakenJob?> begun, CancellationToken cancellationToken)
    {
        try
        {
            var taken = await begun.WaitAsync(cancellationToken).ConfigureAwait(false);
            pending = null;
            return taken;
        }
        catch (TransportException)
        {
            pending = null;
            throw;
        }
    }
}
