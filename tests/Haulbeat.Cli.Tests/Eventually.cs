namespace Haulbeat.Cli.Tests;

/// <summary>Waits for what others do in their own time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public static async Task BecomesAsync(Func<Task<bool>> condition)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            TimeProvider.System.GetElapsedTime(start).Should().BeLessThan(Patience, "it is to become true");
            await Task.Delay(Pause, TimeProvider.System);
        }
    }
}
