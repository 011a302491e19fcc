using Haulbeat.Jobs;
using Haulbeat.Sqlite.Queries;
using Haulbeat.Sqlite.Storage;

namespace Haulbeat.Sqlite.Receiving;

/// <summary>Settles the deliveries of a receiver and saves their checkpoints. Tries again while the disk is full or broken: the job's work is worth the wait.</summary>
internal sealed class DeliverySettler(Store store, ReceiverLease lease, LeasedDeliveries leased, StoreRetry retry, IReporter reporter, TimeProvider time)
{
    public async Task<bool> SettleAsync(SqliteDelivery delivery, Settlement settlement, CancellationToken cancellationToken)
    {
        // Before the write: a renewal that does not find the settled job any more must not call it lost.
        leased.Remove(delivery);
        var checkpoint = settlement is Settlement.Complete ? null : delivery.UnsavedCheckpoint;
        var settled = await WriteAsync(session => Settle(session, delivery.Taken, settlement, checkpoint), cancellationToken).ConfigureAwait(false);
        if (!settled)
        {
            delivery.Lose();
        }
        else if (checkpoint is not null)
        {
            ReportSaved(delivery, checkpoint);
        }

        return settled;
    }

    /// <summary>Puts a checkpoint on disk, unless the lease is lost.</summary>
    public async Task SaveAsync(SqliteDelivery delivery, byte[] checkpoint)
    {
        if (await WriteAsync(session => Checkpoints.Save(session, lease.Receiver, delivery.Taken, checkpoint), delivery.Lost).ConfigureAwait(false))
        {
            ReportSaved(delivery, checkpoint);
        }
    }

    /// <summary>Puts the checkpoints of all deliveries on disk, within the caller's transaction.</summary>
    public void SaveAll(Session session)
    {
        foreach (var delivery in leased.Now)
        {
            if (delivery.UnsavedCheckpoint is { } checkpoint)
            {
                Checkpoints.Save(session, lease.Receiver, delivery.Taken, checkpoint);
            }
        }
    }

    private bool Settle(Session session, TakenJob taken, Settlement settlement, byte[]? checkpoint)
    {
        if (checkpoint is not null)
        {
            Checkpoints.Save(session, lease.Receiver, taken, checkpoint);
        }

        return Settling.Settle(session, lease.Receiver, taken, settlement, time.GetUtcNow());
    }

    private Task<T> WriteAsync<T>(Func<Session, T> work, CancellationToken cancellationToken) =>
        retry.RunAsync(() => store.WriteDurablyAsync(work).WaitAsync(cancellationToken), cancellationToken);

    private void ReportSaved(SqliteDelivery delivery, byte[] checkpoint) =>
        reporter.Report(new WorkerEvent.CheckpointSaved(delivery.Job, checkpoint.Length));
}
