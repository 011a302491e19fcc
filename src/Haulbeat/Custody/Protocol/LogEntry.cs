namespace Haulbeat.Custody.Protocol;

/// <summary>What the log says about one job, as far as custody is concerned: a closed family.</summary>
internal abstract record LogEntry
{
    private LogEntry()
    {
    }

    /// <summary>A copy is in its holder's custody queue. Written before the messages that it replaces are acknowledged.</summary>
    /// <param name="Copy">The copy.</param>
    public sealed record Claimed(CopyStamp Copy) : LogEntry;

    /// <summary>The job ended, for good or bad. Written before its message is acknowledged.</summary>
    /// <param name="Run">The run that ended it, with a number after all its copies: no message has it.</param>
    public sealed record Ended(CopyStamp Run) : LogEntry;
}
