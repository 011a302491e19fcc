using Haulbeat.Jobs;
using Haulbeat.Policies;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>Decides when the next lease message of a job is due, and whether its newest checkpoint is in one. No clock, no I/O.</summary>
internal sealed class RenewalSchedule(BootInstant first, Func<TimeSpan> renewEvery)
{
    private readonly DoublingPause retries = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5));
    private BootInstant due = first;
    private BootInstant notBefore;
    private BootInstant sentAt;
    private BootInstant sentAtBefore;
    private int newest;
    private int sent;
    private int sentBefore;
    private int saved;

    /// <summary>Whether the newest checkpoint is in no lease message that counts.</summary>
    public bool HasUnsavedCheckpoint => newest > saved;

    /// <summary>When the next lease message is due.</summary>
    public BootInstant Due(bool isLeased)
    {
        var checkpoint = isLeased && HasUnsavedCheckpoint ? sentAt + JobLimits.CheckpointInterval : BootInstant.Never;
        var earlier = checkpoint < due ? checkpoint : due;
        return earlier > notBefore ? earlier : notBefore;
    }

    public void RenewAt(BootInstant moment) => (due, notBefore) = (moment, default);

    /// <summary>A renewal begins.</summary>
    public void OnBegun(BootInstant now) => due = now + renewEvery();

    /// <summary>The renewal failed. The next one follows soon, later each time.</summary>
    public void OnFailed(BootInstant now) => due = notBefore = now + retries.Next();

    /// <summary>A lease message is sent, with the newest checkpoint in it.</summary>
    public void OnSent(BootInstant at) => (sentAtBefore, sentBefore, sentAt, sent) = (sentAt, sent, at, newest);

    /// <summary>The broker has the lease message.</summary>
    public void OnConfirmed()
    {
        notBefore = default;
        retries.Reset();
    }

    public void OnCheckpoint() => newest++;

    /// <summary>The lease message that was sent then counts. Without an event log that may be the one before the last.</summary>
    /// <returns>Whether it brought a new checkpoint.</returns>
    public bool OnCounts(BootInstant at)
    {
        var counted = at == sentAt ? sent : at == sentAtBefore ? sentBefore : saved;
        var isNew = counted > saved;
        saved = Math.Max(saved, counted);
        return isNew;
    }
}
