namespace Haulbeat.Custody.Protocol;

/// <summary>Decides whether a job may be started from a message that was not handed out for the first time ever. No clock, no I/O.</summary>
internal static class Arbiter
{
    /// <summary>The run to start, or null if the message is to be taken off: the job has ended, or a newer message stands for it.</summary>
    /// <param name="message">The message.</param>
    /// <param name="facts">What the log says, read to its end after the message was delivered.</param>
    /// <param name="holder">Who wants to start it.</param>
    public static CopyStamp? Decide(CopyStamp message, JobFacts facts, string holder)
    {
        if (!facts.Allow(message))
        {
            return null;
        }

        // Of a message that was handed out before, somebody may have begun a run 0 without claiming it.
        var run = message.Number.IsOriginal ? new CopyNumber(1, 0, holder) : message.Number.NextRun(holder);
        return new CopyStamp(run, facts.Allow(message.Number) ? message.Number : message.From);
    }
}
