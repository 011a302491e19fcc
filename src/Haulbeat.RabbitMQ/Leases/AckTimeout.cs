using System.Globalization;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>Reads the broker's ack timeout from the reason that it gives for closing a channel. No clock, no I/O.</summary>
internal static class AckTimeout
{
    // As 3.10.8 and 4.0.5 say it (https://www.rabbitmq.com/docs/consumers#acknowledgement-timeout); from 4.3 on the broker gives no number.
    private const string Before = "Timeout value used: ";

    /// <summary>The timeout that the broker names, or null.</summary>
    public static TimeSpan? Read(string words)
    {
        var start = words.IndexOf(Before, StringComparison.Ordinal);
        var digits = start < 0 ? "" : string.Concat(words.Skip(start + Before.Length).TakeWhile(char.IsAsciiDigit));
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds is > 0 and < uint.MaxValue
            ? TimeSpan.FromMilliseconds(milliseconds)
            : null;
    }
}
