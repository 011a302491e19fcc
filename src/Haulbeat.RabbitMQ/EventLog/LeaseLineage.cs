namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>What a lease message says of itself in its headers.</summary>
/// <param name="Version">Which message it is.</param>
/// <param name="From">What its run started from: a message, or the end of the same job sent before. A lease message that the event log doesn't know is valid if that one is.</param>
internal readonly record struct LeaseLineage(LeaseVersion Version, LeaseVersion From)
{
    /// <summary>The sender's own message, which has none.</summary>
    public static LeaseLineage Original { get; } = new(LeaseVersion.Original, LeaseVersion.Original);
}
