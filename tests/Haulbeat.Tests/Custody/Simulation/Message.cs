using Haulbeat.Custody.Protocol;

namespace Haulbeat.Tests.Custody.Simulation;

/// <summary>A message in a queue of the broker.</summary>
internal sealed class Message(string key, CopyStamp stamp)
{
    public string Key { get; } = key;

    public CopyStamp Stamp { get; } = stamp;

    public CopyNumber Number => Stamp.Number;

    /// <summary>The queue it is in: the user's, the returned jobs', or a worker's custody queue.</summary>
    public required string Queue { get; set; }

    public long ExpiresAt { get; init; } = long.MaxValue;

    public bool IsRedelivered { get; set; }

    public override string ToString() => $"{Key} {Name(Number)}";

    public static string Name(CopyNumber number) => number.IsOriginal ? "original" : $"run {number.Run} copy {World.Show(number.Copy)} of {number.Holder}";
}
