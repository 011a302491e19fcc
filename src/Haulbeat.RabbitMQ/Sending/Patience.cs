namespace Haulbeat.RabbitMQ.Sending;

/// <summary>
/// How long to wait for the broker to confirm a message before it is sent again: longer for a large one, and twice as long after each time in vain. What
/// was given up is on its way all the same, and is in the way of what is sent again.
/// </summary>
/// <param name="bytes">How large the message is.</param>
internal sealed class Patience(int bytes)
{
    /// <summary>For a small message.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(10);

    private const int BytesPerSecond = 256 * 1024;

    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>How long this time.</summary>
    public TimeSpan Now { get; private set; } = Shortest + TimeSpan.FromSeconds(bytes / BytesPerSecond);

    /// <summary>It was in vain.</summary>
    public void Grow() => Now = Now * 2 < Longest ? Now * 2 : Longest;
}
