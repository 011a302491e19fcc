using Haulbeat.Jobs;

namespace Haulbeat.Sqlite.Receiving;

/// <summary>Saves the newest checkpoint of one run, at most one in each <see cref="JobLimits.CheckpointInterval"/>: each costs a wait for the disk.</summary>
/// <param name="write">Writes a checkpoint, and returns once it is on disk or no longer needed.</param>
/// <param name="time">The clock.</param>
internal sealed class CheckpointSaver(Func<byte[], Task> write, TimeProvider time)
{
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
            await write(checkpoint).ConfigureAwait(false);
            Saved(checkpoint);
            await Task.Delay(JobLimits.CheckpointInterval, time).ConfigureAwait(false);
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
