using Haulbeat.Jobs;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>A job's newest checkpoint, and which one is in a copy already. Safe for concurrent use.</summary>
internal sealed class CheckpointBuffer(ReadOnlyMemory<byte> first)
{
    private readonly Lock gate = new();
    private Entry newest = new(0, first);
    private int saved;

    /// <summary>When the newest copy was sent.</summary>
    public BootInstant SentAt { get; private set; }

    /// <summary>Whether the newest one is in no copy yet.</summary>
    public bool IsUnsaved
    {
        get
        {
            lock (gate)
            {
                return newest.Number > saved;
            }
        }
    }

    public void Put(ReadOnlyMemory<byte> checkpoint)
    {
        lock (gate)
        {
            newest = new Entry(newest.Number + 1, checkpoint.ToArray());
        }
    }

    /// <summary>The one that goes with the copy sent now.</summary>
    public Entry Take(BootInstant sentAt)
    {
        lock (gate)
        {
            SentAt = sentAt;
            return newest;
        }
    }

    /// <summary>The copy with it stands.</summary>
    /// <returns>Whether that is news.</returns>
    public bool Saved(Entry entry)
    {
        lock (gate)
        {
            var isNews = entry.Number > saved;
            saved = Math.Max(saved, entry.Number);
            return isNews;
        }
    }

    /// <summary>One checkpoint.</summary>
    /// <param name="Number">Counts the job's checkpoints in this run; 0 is what it began with.</param>
    /// <param name="Bytes">What it is.</param>
    public readonly record struct Entry(int Number, ReadOnlyMemory<byte> Bytes);
}
