using Haulbeat.Jobs;

namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>Orders the messages that stand for one job.</summary>
/// <param name="Run">The run that the message was made for.</param>
/// <param name="Sequence">
/// The owner's boot-time clock just before the message was sent, in nanoseconds. An owner that restarts continues the sequence without knowing what it sent before.
/// </param>
/// <param name="Owner">Who made the message: a worker's state directory in one boot of its machine, whichever process uses the directory.</param>
internal readonly record struct LeaseVersion(int Run, long Sequence, string Owner)
{
    /// <summary>The sender's own message: no run has been leased from it yet.</summary>
    public static LeaseVersion Original { get; } = new(-1, 0, "");

    public bool IsOriginal => Run < 0;

    /// <summary>When the message was sent, by its owner's clock. Means nothing to others.</summary>
    public BootInstant SentAt => new(Sequence);

    /// <summary>The run that starts from this message; it has no lease message yet.</summary>
    public LeaseVersion NextRun(string owner) => new(Run + 1, 0, owner);

    /// <summary>Whether both were made for the same run by the same owner.</summary>
    public bool IsOfSameRun(LeaseVersion other) => Run == other.Run && Owner == other.Owner;

    /// <summary>Whether this is <paramref name="other"/> or a later message of the same run.</summary>
    public bool IsAtLeast(LeaseVersion other) => IsOfSameRun(other) && Sequence >= other.Sequence;
}
