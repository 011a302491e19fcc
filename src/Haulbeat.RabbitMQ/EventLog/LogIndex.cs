
namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>What the log's entries add up to, job by job. Grows with the jobs that the log holds, not with their entries. Safe for concurrent use; no I/O.</summary>
internal sealed class LogIndex(TimeSpan retention, TimeProvider time)
{
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromHours(1);

    private readonly Dictionary<LogKey, KnownJob> jobs = [];
    private readonly Dictionary<string, string> owners = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private DateTimeOffset swept = time.GetUtcNow();

    public int Count
    {
        get
        {
            lock (gate)
            {
                return jobs.Count;
            }
        }
    }

    public JobOwnership Find(LogKey key)
    {
        lock (gate)
        {
            return jobs.TryGetValue(key, out var known) ? known.Facts : JobOwnership.None;
        }
    }

    /// <summary>Takes in the log's next line.</summary>
    public void Add(LogVerdict line)
    {
        if (line.Entry() is { } entry && LogKey.Parse(line.Key) is { } key)
        {
            lock (gate)
            {
                Add(key, entry, time.GetUtcNow());
            }
        }
    }

    /// <summary>Begins from nothing.</summary>
    public void Clear()
    {
        lock (gate)
        {
            jobs.Clear();
            owners.Clear();
        }
    }

    private void Add(LogKey key, OwnershipEntry entry, DateTimeOffset now)
    {
        var facts = jobs.TryGetValue(key, out var known) ? known.Facts : JobOwnership.None;
        if (facts.Accept(entry))
        {
            jobs[key] = new KnownJob(Share(facts.With(entry)), now.ToUnixTimeSeconds());
            Sweep(now);
        }
    }

    // Hundreds of thousands of jobs are held by a few workers.
    private JobOwnership Share(JobOwnership facts)
    {
        if (!owners.TryGetValue(facts.Newest.Owner, out var owner))
        {
            owners[facts.Newest.Owner] = owner = facts.Newest.Owner;
        }

        return facts with { Newest = facts.Newest with { Owner = owner } };
    }

    // By when it was read: its writer's clock may be wrong, and what we forget too early may be begun again.
    private void Sweep(DateTimeOffset now)
    {
        if (now - swept < BetweenSweeps)
        {
            return;
        }

        swept = now;
        var oldest = (now - retention).ToUnixTimeSeconds();
        foreach (var (key, _) in jobs.Where(job => job.Value.ReadAt < oldest).ToList())
        {
            jobs.Remove(key);
        }
    }

    private readonly record struct KnownJob(JobOwnership Facts, long ReadAt);
}
