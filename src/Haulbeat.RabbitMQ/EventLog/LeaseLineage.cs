namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>What a copy says of itself, in its headers.</summary>
/// <param name="Number">Which copy it is.</param>
/// <param name="From">What its run started from: the message, or the end of the same job sent before. A copy that the log does not know stands if that one does.</param>
internal readonly record struct LeaseLineage(LeaseVersion Number, LeaseVersion From)
{
    /// <summary>The sender's own message, which has none.</summary>
    public static LeaseLineage Original { get; } = new(LeaseVersion.Original, LeaseVersion.Original);
}
