namespace Haulbeat.Custody.Protocol;

/// <summary>Tells the messages that stand for one job apart, in the order they were made.</summary>
/// <param name="Run">The run that the message was made for.</param>
/// <param name="Copy">The holder's boot-time clock just before the copy was sent, in nanoseconds: a holder that was restarted numbers on without knowing what it sent before.</param>
/// <param name="Holder">Who made it: a worker's state directory in one boot of its machine, whoever owns it just now.</param>
internal readonly record struct CopyNumber(int Run, long Copy, string Holder)
{
    /// <summary>The sender's own message: no run has been claimed on it.</summary>
    public static CopyNumber Original { get; } = new(-1, 0, "");

    public bool IsOriginal => Run < 0;

    /// <summary>When it was sent, by its holder's clock. Means nothing to others.</summary>
    public BootInstant SentAt => new(Copy);

    /// <summary>The run that starts from this message; it has no copy yet.</summary>
    public CopyNumber NextRun(string holder) => new(Run + 1, 0, holder);

    /// <summary>Whether both were made for the same run by the same holder.</summary>
    public bool IsOfSameRun(CopyNumber other) => Run == other.Run && Holder == other.Holder;

    /// <summary>Whether it is the other one, or a later copy for the same run.</summary>
    public bool IsAtLeast(CopyNumber other) => IsOfSameRun(other) && Copy >= other.Copy;
}
