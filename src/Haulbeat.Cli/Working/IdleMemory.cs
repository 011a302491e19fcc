namespace Haulbeat.Cli.Working;

/// <summary>Gives the memory of the last jobs back to the system while the worker is idle.</summary>
internal sealed class IdleMemory : IAsyncDisposable
{
    private const long WorthCollecting = 4 << 20;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource end = new();
    private readonly Task collecting;

    /// <param name="isIdle">Whether no job runs.</param>
    /// <param name="time">The clock.</param>
    public IdleMemory(Func<bool> isIdle, TimeProvider time) => collecting = CollectAsync(isIdle, time);

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await collecting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        end.Dispose();
    }

    private async Task CollectAsync(Func<bool> isIdle, TimeProvider time)
    {
        using var timer = new PeriodicTimer(Interval, time);
        for (var collected = 0L; await timer.WaitForNextTickAsync(end.Token);)
        {
            var allocated = GC.GetTotalAllocatedBytes();
            if (allocated - collected > WorthCollecting && isIdle())
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                collected = allocated;
            }
        }
    }
}
