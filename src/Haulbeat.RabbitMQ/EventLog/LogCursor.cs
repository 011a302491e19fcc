namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>How far the log was read, over any number of subscriptions: says of each message whether it is new, and whether this is still the same log. Not for concurrent use.</summary>
internal sealed class LogCursor
{
    private LogPosition? last;
    private bool isResuming;

    /// <summary>The first message to ask for: the last that was read, which tells whether it is the same log with nothing missing between. Null for the oldest.</summary>
    public long? Start => last?.Offset;

    /// <summary>Whether what came is not what was read before: the log was made again, or has thrown away what we did not read yet.</summary>
    public bool IsElsewhere { get; private set; }

    /// <summary>A subscription begins at <see cref="Start"/>.</summary>
    public void Begin() => (isResuming, IsElsewhere) = (last is not null, false);

    /// <summary>Whether the message is the next one.</summary>
    public bool Take(LogPosition message)
    {
        if (isResuming)
        {
            (isResuming, IsElsewhere) = (false, message != last);
            return false;
        }

        if (IsElsewhere || message.Offset <= last?.Offset)
        {
            return false;
        }

        last = message;
        return true;
    }

    /// <summary>Begins from the oldest message next time.</summary>
    public void Forget() => last = null;
}
