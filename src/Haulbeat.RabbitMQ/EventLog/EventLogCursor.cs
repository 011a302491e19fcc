using System.IO.Hashing;

namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>How far the event log was read, over any number of subscriptions. Says whether a message is new, and whether this is still the same log. Not for concurrent use.</summary>
internal sealed class EventLogCursor
{
    private Position? last;
    private bool isResuming;

    /// <summary>The first message to ask for: the last that was read. It tells whether this is the same log with nothing missing between. Null for the oldest message.</summary>
    public long? Start => last?.Offset;

    /// <summary>Whether the first message was not the last that was read before: the log was deleted and declared again, or has discarded what was not read yet.</summary>
    public bool IsElsewhere { get; private set; }

    /// <summary>A subscription begins at <see cref="Start"/>.</summary>
    public void Begin() => (isResuming, IsElsewhere) = (last is not null, false);

    /// <summary>Whether the message is the next one.</summary>
    public bool Take(long offset, string? barrier, ReadOnlySpan<byte> body)
    {
        var message = new Position(offset, XxHash3.HashToUInt64(body, barrier?.GetHashCode(StringComparison.Ordinal) ?? 0));
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

    // An offset alone does not tell a log that was declared again from the one before.
    private readonly record struct Position(long Offset, ulong Hash);
}
