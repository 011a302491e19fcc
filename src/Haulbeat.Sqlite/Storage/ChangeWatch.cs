namespace Haulbeat.Sqlite.Storage;

/// <summary>Tells when some process has committed a job or the end of one.</summary>
/// <remarks>
/// Each such commit is announced by a write to the lock's file, and the kernel tells us of that. The -wal file would not do: it is written before the commit counts.
/// Where it cannot (its watches are used up), we look again every few milliseconds.
/// </remarks>
internal sealed class ChangeWatch : IDisposable
{
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Unwatched = TimeSpan.FromMilliseconds(10);
    private readonly TimeProvider time;
    private readonly FileSystemWatcher? watcher;
    private TaskCompletionSource change = NewChange();

    public ChangeWatch(string path, TimeProvider time)
    {
        this.time = time;
        watcher = TryWatch(path);
    }

    /// <summary>Completed by the first change after this call. Take it before looking, so that no change is missed.</summary>
    public Task Next => Volatile.Read(ref change).Task;

    /// <summary>Waits for the change, but no longer than it is sensible to wait before looking again: leases end without any change.</summary>
    public async Task WaitAsync(Task next, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var delay = Task.Delay(watcher is null ? Unwatched : Watched, time, enough.Token);
        await Task.WhenAny(next, delay).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    public void Dispose() => watcher?.Dispose();

    private static TaskCompletionSource NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FileSystemWatcher? TryWatch(string path)
    {
        var made = new FileSystemWatcher(Path.GetDirectoryName(path)!, Path.GetFileName(WriteLock.PathOf(path)))
        {
            NotifyFilter = NotifyFilters.LastWrite,
        };
        try
        {
            made.Changed += (_, _) => Changed();
            made.Error += (_, _) => Changed();
            made.EnableRaisingEvents = true;
            return made;
        }
        catch (IOException)
        {
            made.Dispose();
            return null;
        }
    }

    private void Changed() => Interlocked.Exchange(ref change, NewChange()).TrySetResult();
}
