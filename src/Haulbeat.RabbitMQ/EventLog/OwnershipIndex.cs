namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>Who owns each job, by the entries of the event log. Grows with the jobs in the log, not with their entries. Safe for concurrent use; no I/O.</summary>
/// <param name="retention">How long a job is remembered after its last entry was read.</param>
/// <param name="time">The clock.</param>
internal sealed class OwnershipIndex(TimeSpan retention, TimeProvider time)
{
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromHours(1);

    private readonly Dictionary<EventLogKey, KnownJob> jobs = [];
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

    public JobOwnership Find(EventLogKey key)
    {
        lock (gate)
        {
            return jobs.TryGetValue(key, out var known) ? known.Ownership : JobOwnership.None;
        }
    }

    /// <summary>Applies the log's next entry.</summary>
    public void Add(OwnershipFields fields)
    {
        if (fields.Ownership is not { } entry)
        {
            return;
        }

        lock (gate)
        {
            var ownership = jobs.TryGetValue(fields.Key, out var known) ? known.Ownership : JobOwnership.None;
            if (ownership.Accept(entry))
            {
                var now = time.GetUtcNow();
                jobs[fields.Key] = new KnownJob(Share(ownership.With(entry)), now.ToUnixTimeSeconds());
                Sweep(now);
            }
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        lock (gate)
        {
            jobs.Clear();
            owners.Clear();
        }
    }

    // A few workers own hundreds of thousands of jobs.
    private JobOwnership Share(JobOwnership ownership)
    {
        if (!owners.TryGetValue(ownership.Newest.Owner, out var owner))
        {
            owners[ownership.Newest.Owner] = owner = ownership.Newest.Owner;
        }

        return ownership with { Newest = ownership.Newest with { Owner = owner } };
    }

    // By when the entry was read: its writer's clock may be wrong, and a job that is forgotten too early may be run again.
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

    private readonly record struct KnownJob(JobOwnership Ownership, long ReadAt);
}
