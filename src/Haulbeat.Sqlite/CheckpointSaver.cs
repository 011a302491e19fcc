namespace Haulbeat.Sqlite;

/// <summary>Saves the newest checkpoint of one run, at most once a second: each costs a wait for the disk.</summary>
/// <param name="write">Writes one, and returns when it is on disk or of no use any more.</param>
/// <param name="time">The clock.</param>
internal sealed class CheckpointSaver(Func<byte[], Task> write, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly Lock gate = new();
    private byte[]? newest;
    private bool writing;

    /// <summary>The newest, unless it is on disk.</summary>
    public byte[]? Unsaved
    {
        get
        {
            lock (gate)
            {
                return newest;
            }
        }
    }

    public void Save(byte[] checkpoint)
    {
        lock (gate)
        {
            newest = checkpoint;
            if (writing)
            {
                return;
            }

            writing = true;
        }

        _ = WriteAsync();
    }

    private async Task WriteAsync()
    {
        while (NextOrEnd() is { } checkpoint)
        {
            await write(checkpoint);
            Saved(checkpoint);
            await Task.Delay(Pause, time);
        }
    }

    private byte[]? NextOrEnd()
    {
        lock (gate)
        {
            writing = newest is not null;
            return newest;
        }
    }

    private void Saved(byte[] checkpoint)
    {
        lock (gate)
        {
            newest = ReferenceEquals(newest, checkpoint) ? null : newest;
        }
    }
}
