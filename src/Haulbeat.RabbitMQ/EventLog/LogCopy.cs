using System.Text.Json.Serialization;

namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>The number of a copy as it stands in the log.</summary>
internal sealed record LogCopy(int Run, long Copy, string Owner)
{
    private const int LongestOwner = 255;

    // Numbers are added to: anyone may write to the log.
    private const int LargestRun = int.MaxValue / 2;
    private const long LargestCopy = long.MaxValue / 2;

    [JsonIgnore]
    public LeaseVersion Number => new(Run, Copy, Owner);

    /// <summary>Whether Haulbeat can have written it.</summary>
    [JsonIgnore]
    public bool IsSane => Run is >= 0 and <= LargestRun && Copy is >= 0 and <= LargestCopy && Owner.Length is > 0 and <= LongestOwner;

    public static LogCopy? Of(LeaseVersion number) => number.IsOriginal ? null : new LogCopy(number.Run, number.Sequence, number.Owner);
}
