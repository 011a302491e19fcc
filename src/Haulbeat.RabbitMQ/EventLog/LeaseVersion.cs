using System.Text.Json.Serialization;
using Haulbeat.Jobs;

namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>Tells the messages that stand for one job apart, in the order in which they were made.</summary>
/// <param name="Run">The run that the message was made for.</param>
/// <param name="Sequence">The owner's boot-time clock just before it sent the message, in nanoseconds: an owner that was restarted counts on without knowing what it sent before.</param>
/// <param name="Owner">Who made it: a worker's state directory in one boot of its machine, whichever process has it.</param>
internal sealed record LeaseVersion(int Run, long Sequence, string Owner)
{
    // Versions are added to, and anyone may publish to the log.
    private const int LargestRun = int.MaxValue / 2;
    private const long LargestSequence = long.MaxValue / 2;
    private const int LongestOwner = 255;

    /// <summary>The sender's own message: no run has leased it.</summary>
    public static LeaseVersion Original { get; } = new(-1, 0, "");

    [JsonIgnore]
    public bool IsOriginal => Run < 0;

    /// <summary>Whether Haulbeat can have written it.</summary>
    [JsonIgnore]
    public bool IsPlausible => Run is >= 0 and <= LargestRun && Sequence is >= 0 and <= LargestSequence && Owner.Length is > 0 and <= LongestOwner;

    /// <summary>When it was sent, by its owner's clock. Means nothing to others.</summary>
    [JsonIgnore]
    public BootInstant SentAt => new(Sequence);

    /// <summary>The run that starts from this message; it has no lease message yet.</summary>
    public LeaseVersion NextRun(string owner) => new(Run + 1, 0, owner);

    /// <summary>Whether both were made for the same run by the same owner.</summary>
    public bool IsOfSameRun(LeaseVersion other) => Run == other.Run && Owner == other.Owner;

    /// <summary>Whether it is the other one, or a later lease message for the same run.</summary>
    public bool IsAtLeast(LeaseVersion other) => IsOfSameRun(other) && Sequence >= other.Sequence;
}
