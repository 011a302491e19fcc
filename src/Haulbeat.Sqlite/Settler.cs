using Haulbeat.Jobs;
using Haulbeat.Sqlite.Queries;
using Haulbeat.Sqlite.Storage;

namespace Haulbeat.Sqlite;

/// <summary>Settles the deliveries of a receiver and saves their checkpoints. Tries again for as long as the disk is full or broken: the job's work is worth the wait.</summary>
internal sealed class Settler(Store store, Lease lease, Outstanding outstanding, Trouble trouble, IReporter reporter, TimeProvider time)
{
    public async Task<bool> SettleAsync(SqliteDelivery delivery, Settlement settlement, CancellationToken cancellationToken)
    {
        // Before the write: a renewal that does not find the settled job any more must not call it lost.
        outstanding.Remove(delivery);
        var checkpoint = settlement is Settlement.Complete ? null : delivery.UnsavedCheckpoint;
        var settled = await WriteAsync(session => Settle(session, delivery.Claim, settlement, checkpoint), cancellationToken);
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

    /// <summary>Puts a checkpoint on disk, or finds that it is of no use because the lease is lost.</summary>
    public async Task SaveAsync(SqliteDelivery delivery, byte[] checkpoint)
    {
        if (await WriteAsync(session => Checkpoints.Save(session, lease.Receiver, delivery.Claim, checkpoint), delivery.Lost))
        {
            ReportSaved(delivery, checkpoint);
        }
    }

    /// <summary>Puts the checkpoints of all that is outstanding on disk, within the caller's transaction.</summary>
    public void SaveAll(Session session)
    {
        foreach (var delivery in outstanding.Now)
        {
            if (delivery.UnsavedCheckpoint is { } checkpoint)
            {
                Checkpoints.Save(session, lease.Receiver, delivery.Claim, checkpoint);
            }
        }
    }

    private bool Settle(Session session, Claim claim, Settlement settlement, byte[]? checkpoint)
    {
        if (checkpoint is not null)
        {
            Checkpoints.Save(session, lease.Receiver, claim, checkpoint);
        }

        return Ending.Settle(session, lease.Receiver, claim, settlement, time.GetUtcNow());
    }

    private Task<T> WriteAsync<T>(Func<Session, T> work, CancellationToken cancellationToken) =>
        trouble.OutlastAsync(() => store.WriteDurablyAsync(work).WaitAsync(cancellationToken), cancellationToken);

    private void ReportSaved(SqliteDelivery delivery, byte[] checkpoint) =>
        reporter.Report(new WorkerEvent.CheckpointSaved(delivery.Job, checkpoint.Length));
}
