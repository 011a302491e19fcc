namespace Haulbeat.Testing;

/// <summary>Lets one direction of all connections through, late, or not at all.</summary>
internal sealed class Valve
{
    private volatile TaskCompletionSource open = Opened();

    /// <summary>How much later each piece arrives.</summary>
    public TimeSpan Delay { get; set; }

    public void Open() => open.TrySetResult();

    public void Close()
    {
        if (open.Task.IsCompleted)
        {
            open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public async Task PassAsync(CancellationToken cancellationToken)
    {
        await open.Task.WaitAsync(cancellationToken);
        if (Delay > TimeSpan.Zero)
        {
            await Task.Delay(Delay, TimeProvider.System, cancellationToken);
        }
    }

    private static TaskCompletionSource Opened()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }
}
