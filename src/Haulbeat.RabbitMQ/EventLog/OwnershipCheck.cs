namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>Decides whether a job may be started from a message that was not handed out for the first time ever. No clock, no I/O.</summary>
internal static class OwnershipCheck
{
    /// <summary>The run to start, or null if the message is to be taken off: the job has ended, or a newer message stands for it.</summary>
    /// <param name="message">The message.</param>
    /// <param name="facts">What the log says, read to its end after the message was delivered.</param>
    /// <param name="owner">Who wants to start it.</param>
    public static LeaseLineage? Decide(LeaseLineage message, JobOwnership facts, string owner)
    {
        if (!facts.Allow(message))
        {
            return null;
        }

        // Of a message that was handed out before, somebody may have begun a run 0 without leasing it.
        var run = message.Version.IsOriginal ? new LeaseVersion(1, 0, owner) : message.Version.NextRun(owner);
        return new LeaseLineage(run, facts.Allow(message.Version) ? message.Version : message.From);
    }
}
