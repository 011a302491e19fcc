using Haulbeat.Jobs;

namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>Tells the messages that stand for one job apart, in the order they were made.</summary>
/// <param name="Run">The run that the message was made for.</param>
/// <param name="Copy">The owner's boot-time clock just before the copy was sent, in nanoseconds: a owner that was restarted numbers on without knowing what it sent before.</param>
/// <param name="Owner">Who made it: a worker's state directory in one boot of its machine, whoever owns it just now.</param>
internal readonly record struct LeaseVersion(int Run, long Copy, string Owner)
{
    /// <summary>The sender's own message: no run has been leased on it.</summary>
    public static LeaseVersion Original { get; } = new(-1, 0, "");

    public bool IsOriginal => Run < 0;

    /// <summary>When it was sent, by its owner's clock. Means nothing to others.</summary>
    public BootInstant SentAt => new(Copy);

    /// <summary>The run that starts from this message; it has no copy yet.</summary>
    public LeaseVersion NextRun(string owner) => new(Run + 1, 0, owner);

    /// <summary>Whether both were made for the same run by the same owner.</summary>
    public bool IsOfSameRun(LeaseVersion other) => Run == other.Run && Owner == other.Owner;

    /// <summary>Whether it is the other one, or a later copy for the same run.</summary>
    public bool IsAtLeast(LeaseVersion other) => IsOfSameRun(other) && Copy >= other.Copy;
}
