namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>What the log's entries on one job add up to. Whoever reads the same log comes to the same facts. No clock, no I/O.</summary>
/// <param name="Newest">The newest copy that the log knows, or the end.</param>
/// <param name="HasEnded">Whether the job ended.</param>
internal readonly record struct JobOwnership(LeaseVersion Newest, bool HasEnded)
{
    /// <summary>The log says nothing.</summary>
    public static JobOwnership None { get; } = new(LeaseVersion.Original, false);

    /// <summary>Whether a job may be started from the message: it has not ended, and no newer message stands for it.</summary>
    /// <remarks>
    /// The log may not know a copy: its owner went before it could write so, or the log lost its last entries with the broker's power.
    /// Then it stands if that stands which its run started from. What is refused once is refused for ever: it can be taken off.
    /// </remarks>
    public bool Allow(LeaseLineage message) => Allow(message.Version) || Allow(message.From);

    /// <summary>Whether the log knows nothing newer of the job, nor its end.</summary>
    public bool Allow(LeaseVersion message) => !HasEnded && (Newest.IsOriginal || message.IsAtLeast(Newest));

    /// <summary>Whether the entry counts when it comes now. One that does not is as if it had not been written.</summary>
    /// <remarks>After the end only what began from this very end counts: the same job, sent again.</remarks>
    public bool Accept(OwnershipEntry entry) => entry switch
    {
        OwnershipEntry.Leased(var copy) => HasEnded ? copy.From == Newest : Allow(copy),
        OwnershipEntry.Ended(var run) => HasEnded ? run.From == Newest : run.Version.IsOfSameRun(Newest) || Allow(run.From),
        _ => false,
    };

    /// <summary>The facts with one more entry.</summary>
    public JobOwnership With(OwnershipEntry entry) => !Accept(entry) ? this : entry switch
    {
        OwnershipEntry.Leased(var copy) => new JobOwnership(copy.Version, false),
        OwnershipEntry.Ended(var run) => new JobOwnership(run.Version, true),
        _ => this,
    };
}
