using Haulbeat.RabbitMQ.EventLog;

namespace Haulbeat.Tests.Leases.Simulation;

/// <summary>A message in a queue of the broker.</summary>
internal sealed class Message(string key, LeaseLineage lineage)
{
    public string Key { get; } = key;

    public LeaseLineage Lineage { get; } = lineage;

    public LeaseVersion Number => Lineage.Version;

    /// <summary>The queue it is in: the user's, that of the requeued jobs, or a worker's lease queue.</summary>
    public required string Queue { get; set; }

    public long ExpiresAt { get; init; } = long.MaxValue;

    public bool IsRedelivered { get; set; }

    public override string ToString() => $"{Key} {Name(Number)}";

    public static string Name(LeaseVersion number) => number.IsOriginal ? "original" : $"run {number.Run} lease message {World.Show(number.Sequence)} of {number.Owner}";
}
