namespace Haulbeat.RabbitMQ.Sending;

/// <summary>
/// How long to wait for the broker to confirm a message before it is sent again: longer for a large message, and twice as long after each timeout,
/// up to four times. A publication that was given up is still on its way, and delays the one that is sent again.
/// </summary>
/// <param name="bytes">The size of the message.</param>
internal sealed class ConfirmTimeout(int bytes)
{
    /// <summary>For a small message.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(10);

    private const int BytesPerSecond = 256 * 1024;

    private readonly TimeSpan first = Shortest + TimeSpan.FromSeconds(bytes / BytesPerSecond);
    private int times = 1;

    /// <summary>How long this time.</summary>
    public TimeSpan Current => first * times;

    /// <summary>The broker did not confirm in time: wait longer the next time.</summary>
    public void Extend() => times = Math.Min(times * 2, 4);
}
