namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>What the log says about one job, as far as the lease is concerned: a closed family.</summary>
internal abstract record OwnershipEntry
{
    private OwnershipEntry()
    {
    }

    /// <summary>A copy is in its owner's lease queue. Written before the messages that it replaces are acknowledged.</summary>
    /// <param name="Copy">The copy.</param>
    public sealed record Leased(LeaseLineage Copy) : OwnershipEntry;

    /// <summary>The job ended, for good or bad. Written before its message is acknowledged.</summary>
    /// <param name="Run">The run that ended it, with a number after all its copies: no message has it.</param>
    public sealed record Ended(LeaseLineage Run) : OwnershipEntry;
}
