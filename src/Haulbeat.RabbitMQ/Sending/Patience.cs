namespace Haulbeat.RabbitMQ.Sending;

/// <summary>
/// How long to wait for the broker to confirm a message before it is sent again: longer for a large one, and twice as long after each time in
/// vain, up to four times. What was given up is on its way all the same, and is in the way of what is sent again.
/// </summary>
/// <param name="bytes">How large the message is.</param>
internal sealed class Patience(int bytes)
{
    /// <summary>For a small message.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(10);

    private const int BytesPerSecond = 256 * 1024;

    private readonly TimeSpan first = Shortest + TimeSpan.FromSeconds(bytes / BytesPerSecond);
    private int times = 1;

    /// <summary>How long this time.</summary>
    public TimeSpan Now => first * times;

    /// <summary>It was in vain.</summary>
    public void Grow() => times = Math.Min(times * 2, 4);
}
