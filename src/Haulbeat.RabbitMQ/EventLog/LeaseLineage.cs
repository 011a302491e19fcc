namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>What a lease message says about itself in its headers.</summary>
/// <param name="Version">Which message it is.</param>
/// <param name="From">
/// What its run started from: a message, or the end of the same job sent before. A lease message that the event log does not know is valid if this one is.
/// </param>
internal readonly record struct LeaseLineage(LeaseVersion Version, LeaseVersion From)
{
    /// <summary>The sender's own message, which starts from nothing.</summary>
    public static LeaseLineage Original { get; } = new(LeaseVersion.Original, LeaseVersion.Original);
}
