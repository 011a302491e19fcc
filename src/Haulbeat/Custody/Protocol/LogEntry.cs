namespace Haulbeat.Custody.Protocol;

/// <summary>What the log says about one job, as far as custody is concerned: a closed family.</summary>
internal abstract record LogEntry
{
    private LogEntry()
    {
    }

    /// <summary>A copy is in its holder's custody queue. Written before the message that it replaces is acknowledged.</summary>
    /// <param name="Copy">The copy.</param>
    /// <param name="From">The message that it replaces.</param>
    /// <param name="IsFresh">Whether that one was the sender's, handed out for the first time ever: the same job sent again after its end is begun again.</param>
    public sealed record Claimed(CopyNumber Copy, CopyNumber From, bool IsFresh) : LogEntry;

    /// <summary>The job ended, for good or bad. Written before its message is acknowledged.</summary>
    /// <param name="Run">The run that ended it: its newest copy, or the number that its first one would have had.</param>
    public sealed record Ended(CopyNumber Run) : LogEntry;
}
