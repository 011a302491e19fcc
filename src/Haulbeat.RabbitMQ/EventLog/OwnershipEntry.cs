namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>What an entry of the event log changes about who owns a job: a closed family.</summary>
internal abstract record OwnershipEntry
{
    private OwnershipEntry()
    {
    }

    /// <summary>A lease message is in its owner's lease queue. Written before the messages that it replaces are acknowledged.</summary>
    public sealed record Leased(LeaseLineage Lease) : OwnershipEntry;

    /// <summary>The job has ended, whatever its outcome. Written before its message is acknowledged.</summary>
    /// <param name="Run">The run that ended it. Its sequence is higher than that of any of its lease messages, and no message has it.</param>
    public sealed record Ended(LeaseLineage Run) : OwnershipEntry;
}
