namespace Haulbeat.Custody.Protocol;

/// <summary>What the log's entries on one job add up to. Whoever reads the same log comes to the same facts. No clock, no I/O.</summary>
/// <param name="Newest">The newest copy that the log knows.</param>
/// <param name="HasEnded">Whether the job ended.</param>
internal readonly record struct JobFacts(CopyNumber Newest, bool HasEnded)
{
    /// <summary>The log says nothing.</summary>
    public static JobFacts None { get; } = new(CopyNumber.Original, false);

    /// <summary>Whether a job may be started from the message: it has not ended, and no newer message stands for it.</summary>
    /// <remarks>A message that is newer than the newest known is one whose holder went before it could write so.</remarks>
    public bool Allow(CopyNumber message) => !HasEnded
        && (message.Run > Newest.Run || (message.IsOfSameRun(Newest) && message.Copy >= Newest.Copy));

    /// <summary>Whether the entry counts when it comes now. One that does not is as if it had not been written.</summary>
    public bool Accept(LogEntry entry) => entry switch
    {
        LogEntry.Claimed(var copy, _, _) when !HasEnded && copy.IsOfSameRun(Newest) => true,
        LogEntry.Claimed(_, _, IsFresh: true) when HasEnded => true,
        LogEntry.Claimed(var copy, var from, _) => Allow(from) && copy.Run > Newest.Run,
        LogEntry.Ended(var run) => !HasEnded && (run.Run > Newest.Run || run.IsOfSameRun(Newest)),
        _ => false,
    };

    /// <summary>The facts with one more entry.</summary>
    public JobFacts With(LogEntry entry) => !Accept(entry) ? this : entry switch
    {
        LogEntry.Claimed(var copy, _, _) when copy.IsOfSameRun(Newest) && !HasEnded => this with { Newest = copy.Copy > Newest.Copy ? copy : Newest },
        LogEntry.Claimed(var copy, _, _) => new JobFacts(copy, false),
        LogEntry.Ended(var run) => new JobFacts(run, true),
        _ => this,
    };
}
