namespace Haulbeat.Lab.Faults;

/// <summary>One restart of the broker for all cells whose fault it is. It happens when each of them is ready or has ended.</summary>
internal sealed class SharedRestart(int cells, Func<CancellationToken, Task> restart, CancellationToken cancellationToken)
{
    private readonly TaskCompletionSource restarted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource begins = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int missing = cells;

    /// <summary>Completes when the restart begins.</summary>
    public Task Begins => begins.Task;

    /// <summary>Completes when the broker is up again.</summary>
    public Task Restarted => restarted.Task;

    /// <summary>A cell is ready, or has ended without it.</summary>
    public void ReportReady()
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
#pragma warning disable CA1031 // The exception goes to those who wait for the restart.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            restarted.TrySetException(exception);
        }
    }
}
