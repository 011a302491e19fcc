using System.Globalization;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>Reads the broker's ack timeout from its words. No clock, no I/O.</summary>
internal static class AckTimeout
{
    private const string Before = "Timeout value used: ";

    /// <summary>The timeout that the broker names when it closes a channel for it, or null.</summary>
    public static TimeSpan? Read(string words)
    {
        var start = words.IndexOf(Before, StringComparison.Ordinal);
        var digits = start < 0 ? "" : string.Concat(words.Skip(start + Before.Length).TakeWhile(char.IsAsciiDigit));
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds is > 0 and < uint.MaxValue
            ? TimeSpan.FromMilliseconds(milliseconds)
            : null;
    }
}
