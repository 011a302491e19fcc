using Haulbeat.Custody.Protocol;

namespace Haulbeat.RabbitMQ.Log;

/// <summary>What the log's entries add up to, job by job. Grows with the jobs that the log holds, not with their entries. Safe for concurrent use; no I/O.</summary>
internal sealed class LogIndex(TimeSpan retention, TimeProvider time)
{
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromHours(1);

    private readonly Dictionary<LogKey, KnownJob> jobs = [];
    private readonly Dictionary<string, string> holders = new(StringComparer.Ordinal);
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

    public JobFacts Find(LogKey key)
    {
        lock (gate)
        {
            return jobs.TryGetValue(key, out var known) ? known.Facts : JobFacts.None;
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
            holders.Clear();
        }
    }

    private void Add(LogKey key, LogEntry entry, DateTimeOffset now)
    {
        var facts = jobs.TryGetValue(key, out var known) ? known.Facts : JobFacts.None;
        if (facts.Accept(entry))
        {
            jobs[key] = new KnownJob(Share(facts.With(entry)), now.ToUnixTimeSeconds());
            Sweep(now);
        }
    }

    // Hundreds of thousands of jobs are held by a few workers.
    private JobFacts Share(JobFacts facts)
    {
        if (!holders.TryGetValue(facts.Newest.Holder, out var holder))
        {
            holders[facts.Newest.Holder] = holder = facts.Newest.Holder;
        }

        return facts with { Newest = facts.Newest with { Holder = holder } };
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

    private readonly record struct KnownJob(JobFacts Facts, long ReadAt);
}
