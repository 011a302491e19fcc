using Haulbeat.RabbitMQ.EventLog;

namespace Haulbeat.Tests.Leases.Simulation;

/// <summary>A message in a queue of the broker.</summary>
internal sealed class Message(string key, LeaseLineage stamp)
{
    public string Key { get; } = key;

    public LeaseLineage Stamp { get; } = stamp;

    public LeaseVersion Number => Stamp.Version;

    /// <summary>The queue it is in: the user's, the returned jobs', or a worker's lease queue.</summary>
    public required string Queue { get; set; }

    public long ExpiresAt { get; init; } = long.MaxValue;

    public bool IsRedelivered { get; set; }

    public override string ToString() => $"{Key} {Name(Number)}";

    public static string Name(LeaseVersion number) => number.IsOriginal ? "original" : $"run {number.Run} copy {World.Show(number.Sequence)} of {number.Owner}";
}
