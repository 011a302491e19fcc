namespace Haulbeat.Custody.Protocol;

/// <summary>Tells the messages that stand for one job apart, in the order they were made.</summary>
/// <param name="Run">The run that the message was made for.</param>
/// <param name="Copy">Counts the copies of this run from 1.</param>
/// <param name="Holder">Who made it: a worker's state directory, whoever owns it just now.</param>
internal readonly record struct CopyNumber(int Run, int Copy, string Holder)
{
    /// <summary>The sender's own message: no run has been claimed on it.</summary>
    public static CopyNumber Original { get; } = new(-1, 0, "");

    public bool IsOriginal => Run < 0;

    /// <summary>The holder's next copy for the same run.</summary>
    public CopyNumber Next => this with { Copy = Copy + 1 };

    /// <summary>The first copy of the run that starts from this message.</summary>
    public CopyNumber NextRun(string holder) => new(Run + 1, 1, holder);

    /// <summary>Whether both were made for the same run by the same holder.</summary>
    public bool IsOfSameRun(CopyNumber other) => Run == other.Run && Holder == other.Holder;

    // The generated text would show Next, and its Next, without end.
    public override string ToString() => IsOriginal ? "original" : $"run {Run}, copy {Copy} of {Holder}";
}
