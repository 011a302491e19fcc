namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>What the event log's entries on one job add up to. Whoever reads the same log comes to the same result. No clock, no I/O.</summary>
/// <param name="Newest">The newest lease message that the log knows, or the end.</param>
/// <param name="HasEnded">Whether the job has ended.</param>
internal readonly record struct JobOwnership(LeaseVersion Newest, bool HasEnded)
{
    /// <summary>The log says nothing.</summary>
    public static JobOwnership None { get; } = new(LeaseVersion.Original, false);

    /// <summary>The ownership check: decides whether a job may be started from a message that was delivered before, or may have been.</summary>
    /// <param name="message">The message. The log must have been read to its end after the message was delivered.</param>
    /// <param name="owner">Who wants to start the job.</param>
    /// <returns>The run to start, or null if the message must be taken off its queue: the job has ended, or a newer message stands for it.</returns>
    public LeaseLineage? Check(LeaseLineage message, string owner)
    {
        if (!Allow(message))
        {
            return null;
        }

        // Somebody may have started run 0 of a redelivered message without leasing it.
        var run = message.Version.IsOriginal ? new LeaseVersion(1, 0, owner) : message.Version.NextRun(owner);
        return new LeaseLineage(run, Allow(message.Version) ? message.Version : message.From);
    }

    /// <summary>Whether a job may be started from the message: the job has not ended, and no newer message stands for it.</summary>
    /// <remarks>
    /// The log may not know a lease message: its owner vanished before it wrote the entry, or the broker lost power and with it the log's last entries.
    /// Then the message is valid if the one that its run started from is. A message that is refused once stays refused, so it can be taken off its queue.
    /// </remarks>
    public bool Allow(LeaseLineage message) => Allow(message.Version) || Allow(message.From);

    /// <summary>Whether the log knows nothing newer of the job, nor its end.</summary>
    public bool Allow(LeaseVersion message) => !HasEnded && (Newest.IsOriginal || message.IsAtLeast(Newest));

    /// <summary>Whether the entry counts when it comes next. An entry that doesn't is ignored by every reader.</summary>
    /// <remarks>After the end, only what started from this very end counts: the same job, sent again.</remarks>
    public bool Accept(OwnershipEntry entry) => entry switch
    {
        OwnershipEntry.Leased(var lease) => HasEnded ? lease.From == Newest : Allow(lease),
        OwnershipEntry.Ended(var run) => HasEnded ? run.From == Newest : run.Version.IsOfSameRun(Newest) || Allow(run.From),
        _ => false,
    };

    /// <summary>The ownership after one more entry.</summary>
    public JobOwnership With(OwnershipEntry entry) => !Accept(entry) ? this : entry switch
    {
        OwnershipEntry.Leased(var lease) => new JobOwnership(lease.Version, false),
        OwnershipEntry.Ended(var run) => new JobOwnership(run.Version, true),
        _ => this,
    };
}
