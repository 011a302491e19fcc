using System.Globalization;

namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>Where an entry is in the event log.</summary>
/// <param name="Offset">The offset of its message in the stream.</param>
/// <param name="Line">Its line in the message.</param>
internal readonly record struct EventLogPosition(long Offset, int Line) : IComparable<EventLogPosition>
{
    /// <summary>After every entry.</summary>
    public static EventLogPosition End { get; } = new(long.MaxValue, 0);

    /// <summary>The position, or null if the text is none.</summary>
    public static EventLogPosition? Parse(string? text) => text?.Split('.') is [var offset, var line]
        && long.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out var offsetNumber)
        && int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var lineNumber)
            ? new EventLogPosition(offsetNumber, lineNumber)
            : null;

    public static bool operator <(EventLogPosition left, EventLogPosition right) => left.CompareTo(right) < 0;

    public static bool operator >(EventLogPosition left, EventLogPosition right) => left.CompareTo(right) > 0;

    public static bool operator <=(EventLogPosition left, EventLogPosition right) => left.CompareTo(right) <= 0;

    public static bool operator >=(EventLogPosition left, EventLogPosition right) => left.CompareTo(right) >= 0;

    public int CompareTo(EventLogPosition other) => (Offset, Line).CompareTo((other.Offset, other.Line));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Offset}.{Line}");
}
