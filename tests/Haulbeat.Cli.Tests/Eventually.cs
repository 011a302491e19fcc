namespace Haulbeat.Cli.Tests;

/// <summary>Waits for what others do in their own time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public static Task BecomesAsync(Func<Task<bool>> condition) => BecomesAsync(condition, Patience, () => "it is to become true");

    public static async Task BecomesAsync(Func<Task<bool>> condition, TimeSpan patience, Func<string> because)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > patience)
            {
                Assert.Fail($"After {patience.TotalSeconds:0} s still not so: {because()}");
            }

            await Task.Delay(Pause, TimeProvider.System);
        }
    }
}
