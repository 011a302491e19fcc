using Haulbeat.Jobs;
using Haulbeat.Policies;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>Decides when the next lease message of a job is due, and whether its newest checkpoint is in one. No clock, no I/O.</summary>
internal sealed class RenewalSchedule(BootInstant first, Func<TimeSpan> renewEvery)
{
    private readonly DoublingPause retries = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5));
    private BootInstant due = first;
    private BootInstant sentAt;
    private int newest;
    private int sent;
    private int saved;

    /// <summary>Whether the newest checkpoint is in no lease message that counts.</summary>
    public bool HasUnsavedCheckpoint => newest > saved;

    /// <summary>When the next lease message is due.</summary>
    public BootInstant Due(bool isLeased)
    {
        var checkpoint = isLeased && HasUnsavedCheckpoint ? sentAt + JobLimits.CheckpointInterval : BootInstant.Never;
        return checkpoint < due ? checkpoint : due;
    }

    public void RenewAt(BootInstant moment) => due = moment;

    /// <summary>A renewal begins.</summary>
    public void OnBegun(BootInstant now) => due = now + renewEvery();

    /// <summary>The renewal failed. The next one follows soon, later each time.</summary>
    public void OnFailed(BootInstant now) => due = now + retries.Next();

    /// <summary>A lease message is sent, with the newest checkpoint in it.</summary>
    public void OnSent(BootInstant at) => (sentAt, sent) = (at, newest);

    /// <summary>The broker has the lease message.</summary>
    public void OnConfirmed() => retries.Reset();

    public void OnCheckpoint() => newest++;

    /// <summary>The lease message that was sent last counts.</summary>
    /// <returns>Whether it brought a new checkpoint.</returns>
    public bool OnCounts()
    {
        var isNew = sent > saved;
        saved = sent;
        return isNew;
    }
}
