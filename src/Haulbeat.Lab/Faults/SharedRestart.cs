namespace Haulbeat.Lab.Faults;

/// <summary>One restart of the broker for all cells that want it: it comes when the last of them is ready for it, or out of it.</summary>
internal sealed class SharedRestart(int cells, Func<CancellationToken, Task> restart, CancellationToken cancellationToken)
{
    private readonly TaskCompletionSource restarted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource begins = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int missing = cells;

    /// <summary>Done as it begins.</summary>
    public Task Begins => begins.Task;

    /// <summary>Done when the broker is there again.</summary>
    public Task Restarted => restarted.Task;

    /// <summary>A cell is ready for it, or will never be.</summary>
    public void Arrive()
    {
        if (Interlocked.Decrement(ref missing) == 0)
        {
            _ = RestartAsync();
        }
    }

    private async Task RestartAsync()
    {
        begins.TrySetResult();
        try
        {
            await restart(cancellationToken);
            restarted.TrySetResult();
        }
#pragma warning disable CA1031 // Whoever waits for the restart is told.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            restarted.TrySetException(exception);
        }
    }
}
