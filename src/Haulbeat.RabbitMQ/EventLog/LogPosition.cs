using System.IO.Hashing;

namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>How far the log was read: its last message, with a print of it, by which a log that was deleted and made again is told from the one we know.</summary>
internal readonly record struct LogPosition(long Offset, ulong Print)
{
    public static LogPosition Of(long offset, ReadOnlySpan<byte> body, string? mark) =>
        new(offset, XxHash3.HashToUInt64(body, mark?.GetHashCode(StringComparison.Ordinal) ?? 0));
}
