using Haulbeat.Jobs;

namespace Haulbeat.Transports;

/// <summary>One delivery of a job. It renews its lease by itself until it is settled or lost.</summary>
public interface IDelivery
{
    /// <summary>The job that was handed out, with the number of this run.</summary>
    Job Job { get; }

    /// <summary>How long the lease lasts as things stand.</summary>
    JobLease Term { get; }

    /// <summary>Raised each time <see cref="Term"/> has changed, for better or worse. Handlers must be quick.</summary>
    event EventHandler? LeaseChanged;

    /// <summary>Cancelled as soon as the lease is known to be lost: another worker may have been handed the job.</summary>
    CancellationToken Lost { get; }

    /// <summary>Makes the lease outlast this worker, at once instead of when it is due.</summary>
    /// <returns>False if that cannot be had: the job has to be stopped when the worker ends.</returns>
    Task<bool> LeaseAsync(CancellationToken cancellationToken);

    /// <summary>The job saved a checkpoint: it goes with the job to whoever runs it next. Returns at once; the newest counts.</summary>
    /// <param name="checkpoint">The checkpoint, at most <see cref="JobLimits.LargestCheckpoint"/> bytes.</param>
    void SaveCheckpoint(ReadOnlyMemory<byte> checkpoint);

    /// <summary>Does what was decided. Retries through lost connections while the lease lasts.</summary>
    /// <returns>False if the lease was lost before the settlement took effect: whoever holds the job now settles it.</returns>
    Task<bool> SettleAsync(Settlement settlement, CancellationToken cancellationToken);
}
